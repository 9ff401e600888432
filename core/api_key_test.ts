import assert from "node:assert/strict";
import fc from "fast-check";
import { hasScope, isExpired, makeKeyText, maskKeys, parseKeyText, SCOPES } from "./api_key.ts";
import { isShortId } from "./short_id.ts";

Deno.test("makeKeyText gives a text that parseKeyText reads the id of, whatever chance gives", () => {
  fc.assert(fc.property(fc.infiniteStream(fc.nat(255)), (stream) => {
    const random = (count: number) => Uint8Array.from(stream.take(count));
    const { id, text } = makeKeyText(random);
    assert.match(text, /^lf_[0-9A-Za-z]{10}_[0-9A-Za-z]{43}$/);
    assert.ok(isShortId(id));
    assert.equal(parseKeyText(text), id);
  }));
});

Deno.test("makeKeyText has all of its 32 bytes in the secret", () => {
  const secretOf = (...last: number[]) =>
    makeKeyText((count) => new Uint8Array([...Array(count - last.length).fill(0), ...last])).text
      .slice(-43);
  assert.equal(secretOf(), "0".repeat(43));
  assert.equal(secretOf(61), `${"0".repeat(42)}z`);
  assert.equal(secretOf(1, 0), `${"0".repeat(41)}48`);
  const most = makeKeyText((count) => new Uint8Array(count).fill(255)).text.slice(-43);
  assert.notEqual(most[0], "0"); // 2^256 - 1 needs every digit.
});

Deno.test("parseKeyText takes nothing but a whole key", () => {
  const { text } = makeKeyText((count) => new Uint8Array(count).fill(7));
  const others = ["", "lf_", text.slice(1), text.slice(0, -1), `${text}0`, ` ${text}`, `${text}\n`];
  const odd = [
    text.toUpperCase(),
    text.replace("lf_", "lf-"),
    text.replace(/.$/, "ä"),
    "__proto__",
  ];
  for (const other of [...others, ...odd]) assert.equal(parseKeyText(other), null, other);
  for (const id of ["", "123456789", "12345678901", "123456789_", "1234567890\n"]) {
    assert.equal(isShortId(id), false, id);
  }
});

Deno.test("maskKeys leaves of keys, also of such as are cut off, what may be seen", () => {
  const { id, text } = makeKeyText((count) => new Uint8Array(count).fill(7));
  const around = (key: string) => `GET /keys/${key}?x=${key}&y`;
  for (const key of [text, text.slice(0, -20)]) {
    assert.equal(maskKeys(around(key)), around(`lf_${id}_…`));
  }
  assert.equal(maskKeys(`lf_${id} lf_x_y half_0123456789`), `lf_${id} lf_x_y half_0123456789`);
});

Deno.test("hasScope lets admin do everything, and the others what they name", () => {
  for (const wanted of SCOPES) {
    for (const scope of SCOPES) {
      assert.equal(hasScope([scope], wanted), scope === wanted || scope === "admin");
    }
  }
  assert.equal(hasScope(["read", "ingest"], "ingest"), true);
  assert.equal(hasScope(["read", "ingest"], "admin"), false);
});

Deno.test("isExpired begins with the time that is told", () => {
  assert.equal(isExpired({ expiresMs: null }, 1e15), false);
  assert.equal(isExpired({ expiresMs: 1000 }, 999), false);
  assert.equal(isExpired({ expiresMs: 1000 }, 1000), true);
});
