import assert from "node:assert/strict";
import fc from "fast-check";
import { countRows, filterRows } from "./rows.ts";

Deno.test("countRows counts the rows of a mask of any length", () => {
  const bits = fc.array(fc.boolean(), { maxLength: 40 });
  fc.assert(
    fc.property(bits, fc.nat(100), (part, times) => {
      const all = Array.from({ length: times + 1 }, () => part).flat();
      const expected = all.filter((bit) => bit).length;
      const rows = filterRows(all.length, (row) => all[row]!);
      if (all.length > 0) assert.equal(countRows(rows, all.length), expected);
    }),
  );
});

Deno.test("countRows does not lose a carry where all rows match", () => {
  for (const count of [1, 4, 1019, 1020, 1021, 8192, 65_537]) {
    assert.equal(countRows(new Uint8Array(count).fill(1), count), count);
  }
});
