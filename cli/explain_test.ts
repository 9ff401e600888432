import assert from "node:assert/strict";
import { printExplanation } from "./explain.ts";

const PAGE = {
  ...{ blocks: 250, byTime: 100, byMemory: 0, byFilter: 40, byMeta: 7, read: 3 },
  ...{ columns: 12, bytes: 2048, cached: 5, ms: 4.25 },
};

Deno.test("printExplanation tells what became of every block", () => {
  assert.equal(
    printExplanation([PAGE]),
    `250 blocks
100 passed over by their times
 40 passed over by the filter of their words
  7 answered by their dictionaries and ranges of numbers
  3 looked into
100 not reached: enough was found before
 12 columns read, 2 KiB as stored
  5 columns that were in memory
4.3 ms
`,
  );
});

Deno.test("printExplanation adds up pages, and says when there is nothing to tell", () => {
  assert.match(printExplanation([PAGE, PAGE]), /^250 blocks, looked .* 2 pages\n200 passed/);
  assert.match(printExplanation([]), /^Nothing to explain/);
});
