import assert from "node:assert/strict";
import fc from "fast-check";
import { Interner } from "./interner.ts";

Deno.test("Interner gives every text back as it is, whatever it was given before", () => {
  const text = fc.oneof(fc.string({ maxLength: 3 }), fc.string({ minLength: 60, maxLength: 70 }));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), (texts) => {
      const interner = new Interner();
      const twice = [...texts, ...texts];
      assert.deepEqual(twice.map((text) => interner.intern(text)), twice);
    }),
  );
});

Deno.test("Interner tells texts apart that differ where it does not look", () => {
  const interner = new Interner();
  const texts = Array.from({ length: 32 }, (_, i) => `${"a".repeat(i)}b${"a".repeat(31 - i)}`);
  for (const text of [...texts, ...texts]) assert.equal(interner.intern(text), text);
});
