import assert from "node:assert/strict";
import fc from "fast-check";
import { readSentKey } from "./read_sent_key.ts";

Deno.test("readSentKey finds the one key in either header, or in both", () => {
  const table: [Record<string, string>, string][] = [
    [{ authorization: "Bearer lf_a_b" }, "lf_a_b"],
    [{ authorization: "bearer   lf_a_b " }, "lf_a_b"],
    [{ authorization: "BEARER\tlf_a_b" }, "lf_a_b"],
    [{ "x-api-key": "lf_a_b" }, "lf_a_b"],
    [{ "x-api-key": " lf_a_b " }, "lf_a_b"],
    [{ authorization: "Bearer lf_a_b", "x-api-key": "lf_a_b" }, "lf_a_b"],
    [{ authorization: "Basic dTpw", "x-api-key": "lf_a_b" }, "lf_a_b"],
    [{ authorization: "Bearer Bearer" }, "Bearer"],
  ];
  for (const [headers, text] of table) {
    assert.deepEqual(readSentKey(new Headers(headers)), { kind: "key", text });
  }
});

Deno.test("readSentKey finds none where there is no such header, or it is another scheme", () => {
  for (const authorization of ["", "Basic dTpw", "Bearers x", "Token lf_a_b", "lf_a_b"]) {
    assert.deepEqual(readSentKey(new Headers({ authorization })), { kind: "none" }, authorization);
  }
  assert.deepEqual(readSentKey(new Headers()), { kind: "none" });
});

Deno.test("readSentKey refuses what is not one key, and repeats nothing of it", () => {
  const table: Record<string, string>[] = [
    { authorization: "Bearer" },
    { authorization: "Bearer  " },
    { authorization: "Bearer secret secret" },
    { authorization: "Bearer secret, Bearer secret" },
    { authorization: "Bearer secret, Basic secret" },
    { "x-api-key": "" },
    { "x-api-key": "secret secret" },
    { "x-api-key": "secret,secret" },
    { authorization: "Bearer secret", "x-api-key": "other" },
    { authorization: "Bearer", "x-api-key": "secret" },
  ];
  for (const headers of table) {
    const sent = readSentKey(new Headers(headers));
    assert.equal(sent.kind, "unreadable", JSON.stringify(headers));
    assert.doesNotMatch(JSON.stringify(sent), /secret|other/);
  }
});

Deno.test("readSentKey reads any header that can be sent, in time that grows with its length", () => {
  const text = fc.string({ unit: fc.constantFrom(..." \t,bBearer_:é") });
  fc.assert(fc.property(text, text, (authorization, key) => {
    const headers = new Headers({ authorization, "x-api-key": key });
    const sent = readSentKey(headers);
    if (sent.kind === "key") assert.match(sent.text, /^[^\s,]+$/);
  }));
  const long = new Headers({ authorization: `Bearer ${" ".repeat(300_000)}x y` });
  assert.equal(readSentKey(long).kind, "unreadable");
});
