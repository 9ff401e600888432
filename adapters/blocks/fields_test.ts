import assert from "node:assert/strict";
import fc from "fast-check";
import { printFields, printName } from "./fields.ts";

Deno.test("printName is in every text of fields that have the name, whatever its characters", () => {
  const names = fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(names, (names) => {
    const text = printFields(names.map((name) => [name, 1]));
    for (const name of names) assert.ok(text.includes(printName(name)));
  }));
});
