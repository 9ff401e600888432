import assert from "node:assert/strict";
import fc from "fast-check";
import { NAME_SEARCHED_MAX, toFieldName, toStoredName } from "./field_names.ts";

const names = fc.oneof(
  fc.string({
    unit: fc.constantFrom("a", ".", " ", "*", "%", "_", "\n", "\0", "ä", "🙂", "\u2028"),
    maxLength: 8,
  }),
  fc.constantFrom("_escaped_", "_escaped_a", "_escaped_%2e;", "_escaped__escaped_", "", "_id"),
  fc.string({ maxLength: 300 }),
);

Deno.test("toStoredName gives every field a name of its own, which says which field it is", () => {
  fc.assert(fc.property(names, (name) => {
    const stored = toStoredName(name);
    if (name.length > NAME_SEARCHED_MAX) return assert.equal(stored, null);
    assert.equal(toFieldName(stored!), name);
  }));
});

Deno.test("toStoredName leaves usual names as they are, and no name that Elasticsearch refuses or reads as a pattern", () => {
  for (
    const name of ["user", "a.b", "http.status-code", "日本", "_id", "__proto__", "a b", "a%2e;"]
  ) {
    assert.equal(toStoredName(name), name);
  }
  fc.assert(fc.property(names, (name) => {
    const stored = toStoredName(name) ?? "a";
    assert(!/[\p{Cc}*]/u.test(stored), stored);
    for (const part of stored.split(".")) assert.notEqual(part.trim(), "", JSON.stringify(stored));
  }));
});
