import assert from "node:assert/strict";
import { toId } from "../../../core/id.ts";
import type {
  AggregateRequest,
  Aggregates,
  LogReader,
  LogWriter,
} from "../../../ports/log_store.ts";
import type { Operation } from "../operations.ts";
import { isIn } from "../array_search.ts";
import type { ArrayStore } from "../array_store.ts";
import { assertStats } from "../assert_stats.ts";
import { orRangeError } from "../or_range_error.ts";
import { readSince, searchAll, type StoreUnderTest } from "./case.ts";

/**
 * Does the operations on the store and on an empty {@linkcode ArrayStore}, and compares all they show. One
 * reader of `since` follows along the whole way, over restarts.
 */
export async function compareWithModel(
  { store, model }: { readonly store: StoreUnderTest; readonly model: ArrayStore },
  operations: readonly Operation[],
): Promise<void> {
  let writer = await store.openWriter();
  let reader = await store.openReader();
  const cursors = { store: "start", model: "start" };
  try {
    for (const operation of operations) {
      if (operation.kind === "restart") {
        await reader[Symbol.asyncDispose]();
        await writer[Symbol.asyncDispose]();
        writer = await store.openWriter();
        reader = await store.openReader();
      } else if (operation.kind === "since") {
        const read = await readSince(reader, cursors.store, operation.limit);
        const expected = await readSince(model.reader, cursors.model, operation.limit);
        assert.deepEqual(read.events, expected.events);
        Object.assign(cursors, { store: read.cursor, model: expected.cursor });
      } else {
        await compare(operation, { store, writer, reader, model });
      }
    }
    await compareStatus(reader, model);
    assert.deepEqual(await searchAll(reader), await searchAll(model.reader));
  } finally {
    await reader[Symbol.asyncDispose]();
    await writer[Symbol.asyncDispose]();
  }
}

interface Both {
  readonly store: StoreUnderTest;
  readonly writer: LogWriter;
  readonly reader: LogReader;
  readonly model: ArrayStore;
}

async function compare(
  operation: Exclude<Operation, { kind: "restart" | "since" }>,
  both: Both,
): Promise<void> {
  const { store, writer, reader, model } = both;
  switch (operation.kind) {
    case "append": {
      const result = await writer.append(operation.events, operation.position);
      await store.settle();
      assert.deepEqual(result, await model.writer.append(operation.events, operation.position));
      return await compareStatus(reader, model);
    }
    case "prune":
      return await comparePrune(operation, both);
    case "shrink":
      return await compareShrink(operation.share, both);
    case "search":
      return assert.deepEqual(
        await searchAll(reader, operation),
        await searchAll(model.reader, operation),
      );
    case "aggregate":
      return await compareAggregates(operation.request, both);
    case "context": {
      const { events } = await readSince(model.reader, "start");
      const event = events[operation.index % events.length];
      if (event === undefined) return;
      const request = { ...operation, origin: event.origin, position: event.position };
      assert.deepEqual(await reader.context(request), await model.reader.context(request));
    }
  }
}

async function compareAggregates(request: AggregateRequest, both: Both): Promise<void> {
  const { store, reader, model } = both;
  const expected = await orRangeError(model.reader.aggregate(request));
  const actual = await orRangeError(reader.aggregate(request));
  assert.deepEqual(withoutStats(actual), withoutStats(expected));
  const { stats, filter } = request;
  if (stats === undefined || actual === "RangeError") return;
  const events = model.events().filter((event) => isIn(filter, event));
  assertStats(actual.stats, { stats, events, nearness: store.nearness });
}

function withoutStats(answer: Aggregates | "RangeError") {
  return answer === "RangeError" ? answer : { ...answer, stats: null };
}

/** A store may keep what is old where it lies with the young; the model then follows the store. */
async function comparePrune(
  { by, beforeMs }: Extract<Operation, { kind: "prune" }>,
  both: Both,
): Promise<void> {
  const { store, writer, reader, model } = both;
  const gone = await writer.prune({
    ingestedBeforeMs: by === "ingestedMs" ? beforeMs : null,
    happenedBeforeMs: by === "timestampMs" ? beforeMs : null,
    bytesMax: null,
  });
  await store.settle();
  const kept = new Set((await searchAll(reader)).map(toId));
  const removed = model.remove((event) => {
    if (kept.has(toId(event))) return false;
    assert(event[by] < beforeMs, "only what is older goes");
    return true;
  });
  assert.equal(gone, removed);
  await compareStatus(reader, model);
}

/**
 * Stores measure their bytes differently, and have some for an empty store; what is left must be what
 * arrived last, and the model follows.
 */
async function compareShrink(share: number, both: Both): Promise<void> {
  const { store, writer, reader, model } = both;
  const before = (await reader.status()).bytes;
  const bytesMax = Math.floor(before * share);
  const gone = await writer.prune({ ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax });
  await store.settle();
  const { events, bytes } = await reader.status();
  assert(events > 0 || gone === 0, "the newest stay");
  if (bytes > bytesMax) {
    const more = await writer.prune({ ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax });
    assert.equal(more, 0, `${bytes} bytes are left of ${bytesMax} at most`);
  }
  if (share === 1) assert.equal(gone, 0);
  let left = gone;
  assert.equal(model.remove(() => left-- > 0), gone);
  await compareStatus(reader, model);
  const kept = (await readSince(reader, "start")).events;
  assert.deepEqual(
    kept,
    (await readSince(model.reader, "start")).events,
    "what arrived last is kept",
  );
}

async function compareStatus(reader: LogReader, model: ArrayStore): Promise<void> {
  const { bytes, ...status } = await reader.status();
  const { bytes: _, ...expected } = await model.reader.status();
  assert(bytes >= 0);
  assert.deepEqual(status, expected);
}
