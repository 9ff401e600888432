import assert from "node:assert/strict";
import fc from "fast-check";
import { parseId, toId, toOrigin } from "./id.ts";

const keys = fc.record({
  origin: fc.uint8Array({ minLength: 8, maxLength: 8 }).map(toOrigin),
  position: fc.maxSafeNat(),
}, { noNullPrototype: true });

Deno.test("parseId takes apart what toId made, and toId makes an RFC 9562 version 8", () => {
  fc.assert(fc.property(keys, (key) => {
    const id = toId(key);
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.deepEqual(parseId(id), key);
    assert.deepEqual(parseId(id.toUpperCase()), key);
  }));
});

Deno.test("toId sorts as text by origin, then position", () => {
  fc.assert(fc.property(keys, keys, (a, b) => {
    const byKey = a.origin < b.origin || (a.origin === b.origin && a.position < b.position);
    assert.equal(toId(a) < toId(b), byKey);
  }));
});

Deno.test("parseId is null for what is not an id", () => {
  for (
    const text of [
      "",
      "x",
      "9f3c5a01-b2c4-4d5e-8000-000000001267",
      "9f3c5a01b2c48d5e8000000000001267",
    ]
  ) {
    assert.equal(parseId(text), null);
  }
});
