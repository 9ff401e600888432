import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { toId } from "../../core/id.ts";
import type { LogWriter } from "../../ports/log_store.ts";
import { ArrayStore } from "../../tests/contract/array_store.ts";
import { readSince, searchAll, toEvent, toEvents } from "../../tests/contract/log_store/case.ts";
import { openBlockReader } from "./reader.ts";
import { openBlockWriter } from "./writer.ts";

/** Small, so that the script below seals, keeps a rest, and prunes. */
const BLOCK_EVENTS = 16;

Deno.test("Block store keeps all or nothing of an append, whichever operation the disk refuses", async () => {
  const message = "disk I/O error";
  const operations = await runWithFault(0, message);
  assert(operations > 80, `the script has ${operations} operations`);
  for (let n = 1; n <= operations; n++) await runWithFault(n, message);
});

Deno.test("Block store loses nothing when SQLite calls a sound file malformed", async () => {
  const message = "database disk image is malformed";
  const operations = await runWithFault(0, message);
  for (let n = 1; n <= operations; n += 1) await runWithFault(n, message);
});

Deno.test("Block writer replaces a damaged file in the end, whichever operation the disk refuses", async () => {
  for (let n = 1, failed = true; failed; n++) {
    const folder = await Deno.makeTempDir();
    await using cleanup = new AsyncDisposableStack();
    cleanup.defer(() => Deno.remove(folder, { recursive: true }));
    const path = `${folder}/logs.db`;
    let fault = () => {};
    const options = { path, log: () => {}, fault: () => fault(), blockEvents: BLOCK_EVENTS };
    await using writer = await openBlockWriter(options);
    await writer.append(toEvents(0, 40), null);
    fault = () => {
      throw new Error("database disk image is malformed");
    };
    assert.equal(await orUnavailable(writer.append(toEvents(40, 5), null)), null);
    let operations = 0;
    fault = () => {
      if (++operations === n) throw new Error("database or disk is full");
    };
    failed = await orUnavailable(writer.append(toEvents(40, 5), null)) === null;
    fault = () => {};
    assert(failed || n > 30, `the replacement has only ${n} operations`);
    assert.equal((await writer.append(toEvents(0, 50), null)).stored, failed ? 10 : 5, `${n}`);
    await using reader = await openBlockReader({ path, log: assert.fail });
    assert.deepEqual(await searchAll(reader), toEvents(0, 50));
  }
});

/** Fails the n-th operation (0 = none); gives how many there were. */
async function runWithFault(n: number, message: string): Promise<number> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/logs.db`;
  const model = new ArrayStore();
  let count = 0;
  const fault = () => {
    if (++count === n) throw new Error(message);
  };
  const open = () => openBlockWriter({ path, log: () => {}, fault, blockEvents: BLOCK_EVENTS });
  try {
    let writer = await orUnavailable(open()) ?? await open();
    for (const [index, step] of STEPS.entries()) {
      if (step === "restart") {
        await writer[Symbol.asyncDispose]();
        writer = await orUnavailable(open()) ?? await open();
      } else if (typeof step === "string") await prune(writer, { model, path, step });
      else {
        const position = { epoch: "e", partition: 0, offset: index };
        const result = await orUnavailable(writer.append(step, position));
        if (result !== null) {
          assert.deepEqual(result, await model.writer.append(step, position), `fault ${n}`);
        }
      }
    }
    await writer[Symbol.asyncDispose]();
    await compare(path, { model, what: `fault ${n}` });
    return count;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function prune(
  writer: LogWriter,
  { model, path, step }: { model: ArrayStore; path: string; step: "prune" | "delete" },
): Promise<void> {
  const [ingestedBeforeMs, happenedBeforeMs] = step === "prune"
    ? [OLD_MS + 1, null]
    : [null, toEvent(62).timestampMs];
  await orUnavailable(writer.prune({ ingestedBeforeMs, happenedBeforeMs, bytesMax: null }));
  await using reader = await openBlockReader({ path, log: assert.fail });
  const kept = new Set((await searchAll(reader)).map(toId));
  model.remove((event) => {
    const isOld = step === "prune" ? event.ingestedMs <= OLD_MS : event.position < 620;
    return isOld && !kept.has(toId(event));
  });
}

async function compare(
  path: string,
  { model, what }: { model: ArrayStore; what: string },
): Promise<void> {
  await using writer = await openBlockWriter({ path, log: assert.fail, blockEvents: BLOCK_EVENTS });
  await using reader = await openBlockReader({ path, log: assert.fail });
  const { events } = await readSince(model.reader, "start");
  assert.deepEqual((await readSince(reader, "start")).events, events, what);
  assert.deepEqual(await searchAll(reader), await searchAll(model.reader), what);
  const { bytes: _, ...status } = await reader.status();
  const { bytes: __, ...expected } = await model.reader.status();
  assert.deepEqual(status, expected, what);
  for (const step of STEPS) {
    if (typeof step === "string") continue;
    assert.deepEqual(await writer.append(step, null), await model.writer.append(step, null), what);
  }
}

async function orUnavailable<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UnavailableError) return null;
    throw error;
  }
}

const OLD_MS = 1000;
const STEPS = [
  toEvents(0, 5, { ingestedMs: OLD_MS }),
  toEvents(2, 5, { ingestedMs: OLD_MS }),
  [...toEvents(7, 10, { ingestedMs: OLD_MS }), toEvent(0, { origin: "000000000000001" })],
  "restart",
  toEvents(20, 25),
  "prune",
  toEvents(60, 3),
  "delete",
  toEvents(70, 3),
] as const;
