import assert from "node:assert/strict";
import { checkItems } from "./check_items.ts";
import { splitLines } from "./split_lines.ts";

function check(text: string, signal = new AbortController().signal) {
  const bytes = new TextEncoder().encode(text);
  return checkItems(bytes, splitLines(bytes, 100_000), signal);
}

Deno.test("checkItems accepts objects and says of the rest what it is", async () => {
  const { accepted, rejected, malformed } = await check('{}\n"a"\ntrue\n{\n{"a":{}}');
  assert.deepEqual(accepted, [0, 4]);
  assert.deepEqual(rejected.map(({ index }) => index), [1, 2, 3]);
  assert.equal(rejected[1]!.error, "is a boolean, not an object");
  assert.deepEqual(malformed, rejected[2]);
});

Deno.test("checkItems lets others go on, and stops when its signal fires", async () => {
  const stop = new AbortController();
  const checking = check("{}\n".repeat(50_000), stop.signal);
  stop.abort(new Error("too late"));
  await assert.rejects(checking, /too late/);
});
