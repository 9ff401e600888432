import assert from "node:assert/strict";
import { openBlockReader } from "../../adapters/blocks/reader.ts";
import { openBlockWriter } from "../../adapters/blocks/writer.ts";
import { openElasticReader } from "../../adapters/elasticsearch/reader.ts";
import { asProcessed } from "../../adapters/elasticsearch/testing/as_processed.ts";
import { makeTestStore } from "../../adapters/elasticsearch/testing/test_store.ts";
import { openElasticWriter } from "../../adapters/elasticsearch/writer.ts";
import type { LogEvent } from "../../core/event.ts";
import type { LogReader } from "../../ports/log_store.ts";
import { NEAR_ELASTIC, NEAR_EMBEDDED, type Nearness } from "../contract/nearness.ts";

/** Readers of an embedded store and of one on Elasticsearch, which have the same events. */
export interface BothStores extends AsyncDisposable {
  /** What both were given. */
  readonly events: readonly LogEvent[];
  /** The two of them. */
  readonly stores: readonly StoreRead[];
}

/** One of them. */
export interface StoreRead {
  /** Tells which. */
  readonly name: string;
  /** Reads it. */
  readonly reader: LogReader;
  /** How well it estimates. */
  readonly nearness: Nearness;
}

/** Makes both, and gives them the events; disposing removes them. */
export async function openBothStores(
  events: readonly LogEvent[],
  { blockEvents }: { readonly blockEvents: number },
): Promise<BothStores> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const elastic = stack.use(makeTestStore());
  const options = { path: `${folder}/logs.db`, log: () => {}, blockEvents };
  for (
    const writer of [
      await openBlockWriter(options),
      asProcessed(await openElasticWriter(elastic.options)),
    ]
  ) {
    const { stored, rejected } = await writer.append(events, null);
    assert.deepEqual([stored, rejected], [events.length, []]);
    await writer[Symbol.asyncDispose]();
  }
  await elastic.settle();
  const stores = [
    {
      name: "embedded",
      reader: stack.use(await openBlockReader(options)),
      nearness: NEAR_EMBEDDED,
    },
    {
      name: "elasticsearch",
      reader: stack.use(await openElasticReader(elastic.options)),
      nearness: NEAR_ELASTIC,
    },
  ];
  const opened = stack.move();
  return { events, stores, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
