import assert from "node:assert/strict";
import { toEvents } from "../../tests/contract/log_store/case.ts";
import { BLOCKS_PER_STEP } from "./prune.ts";
import { openBlockWriter } from "./writer.ts";

Deno.test("pruning ends between two steps once its signal fires, and tells what went", async () => {
  const folder = await Deno.makeTempDir();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const stop = new AbortController();
  let commits = Infinity;
  const writer = stack.use(
    await openBlockWriter({
      path: `${folder}/logs.db`,
      blockEvents: 16,
      log: assert.fail,
      fault: (operation) => {
        if (operation === "commit" && --commits === 0) stop.abort();
      },
    }),
  );
  await writer.append(toEvents(0, 100 * 16), null);
  commits = 3;
  const policy = { ingestedBeforeMs: null, bytesMax: 0 };
  const step = 16 * BLOCKS_PER_STEP;
  assert.equal(await writer.prune({ ...policy, signal: stop.signal }), 3 * step);
  assert.equal(await writer.prune({ ...policy, signal: stop.signal }), 0);
  assert.equal(await writer.prune(policy), 100 * 16 - 3 * step);
});
