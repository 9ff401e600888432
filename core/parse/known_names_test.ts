import assert from "node:assert/strict";
import fc from "fast-check";
import { NameMeanings } from "./known_names.ts";

Deno.test("NameMeanings knows names in any case, by their row and rank", () => {
  const meanings = new NameMeanings();
  const next = (name: string) => {
    const meaning = meanings.next(name);
    return meaning && [meaning.kind, meaning.index, meaning.rank];
  };
  assert.deepEqual(next("Timestamp"), ["time", 0, 0]);
  assert.deepEqual(next("MSG"), ["message", 2, 1]);
  assert.deepEqual(next("host.name"), ["hostname", 4, 2]);
  assert.equal(next("constructor"), null);
  assert.equal(next("x".repeat(1000)), null);
});

Deno.test("NameMeanings says the same of a name at every place, whatever stood there before", () => {
  const name = fc.constantFrom("time", "level", "msg", "service", "host", "a", "b", "");
  const line = fc.oneof(fc.array(name, { maxLength: 5 }), fc.array(name, { minLength: 70 }));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
      const meanings = new NameMeanings();
      for (const names of lines) {
        meanings.restart();
        for (const name of names) {
          assert.deepEqual(meanings.next(name), new NameMeanings().next(name));
        }
      }
    }),
  );
});
