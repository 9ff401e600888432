import assert from "node:assert/strict";
import type { LogEvent } from "../../core/event.ts";
import { toEvent, toEvents } from "../../tests/contract/log_store/case.ts";
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
      keptBytesMin: 1,
      log: assert.fail,
      fault: (operation) => {
        if (operation === "commit" && --commits === 0) stop.abort();
      },
    }),
  );
  await writer.append(toEvents(0, 100 * 16), null);
  commits = 3;
  const policy = { ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax: 0 };
  const step = 16 * BLOCKS_PER_STEP;
  assert.equal(await writer.prune({ ...policy, signal: stop.signal }), 3 * step);
  assert.equal(await writer.prune({ ...policy, signal: stop.signal }), 0);
  assert.equal(await writer.prune(policy), 99 * 16 - 3 * step, "the newest stays");
});

Deno.test("pruning says what goes because the disk is full, and nothing of what is past its retention", async () => {
  const folder = await Deno.makeTempDir();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const said: string[] = [];
  const path = `${folder}/logs.db`;
  const log = (message: string) => void said.push(message);
  const freeBytes = () => 20_000_000;
  const writer = stack.use(await openBlockWriter({ path, log, freeBytes, blockEvents: 512 }));
  for (let first = 0; first < 8192; first += 512) await writer.append(toNoise(first, 512), null);
  const removed = await writer.prune({
    ingestedBeforeMs: null,
    happenedBeforeMs: null,
    bytesMax: null,
  });
  assert(removed > 0);
  assert.deepEqual(said, [
    `The disk of "${path}" is full, only 20000000 bytes are free: its ${removed} oldest events are ` +
    "removed: see what else fills it, or bound the store with LOGFLOW_DISK_MAX",
  ]);
  assert(
    await writer.prune({ ingestedBeforeMs: Infinity, happenedBeforeMs: null, bytesMax: null }) > 0,
  );
  assert.equal(said.length, 1);
});

/** Events that take about a kilobyte each on disk. */
function toNoise(first: number, count: number): LogEvent[] {
  return Array.from({ length: count }, (_, i) => {
    const bytes = crypto.getRandomValues(new Uint8Array(1024));
    return toEvent(first + i, { message: bytes.toBase64() });
  });
}
