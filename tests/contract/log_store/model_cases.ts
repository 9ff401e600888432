import assert from "node:assert/strict";
import fc from "fast-check";
import type { LogEvent } from "../../../core/event.ts";
import type { Query } from "../../../core/query/ast.ts";
import { matches } from "../../../core/query/matches.ts";
import { printQuery } from "../../../core/query/print_query.ts";
import { eventLists, queries } from "../arbitraries.ts";
import { type Operation, operations } from "../operations.ts";
import { compareEvents } from "../array_search.ts";
import { ArrayStore } from "../array_store.ts";
import { type Case, openBoth, searchAll, type StoreUnderTest, toFilter } from "./case.ts";
import { compareWithModel } from "./model.ts";

/** Makes an empty store. */
export type OpenStore = () => Promise<StoreUnderTest>;

/** How a kind of store is held against the model. */
export interface ModelOptions {
  /** Makes an empty store of its own. */
  readonly open: OpenStore;
  /**
   * Whether it keeps events by day and partition, as Elasticsearch does: it prunes whole days and forgets the ids
   * of what it pruned, and the order of arrival holds within a partition. So in the model all come by one.
   */
  readonly byDay?: boolean;
  /** How often generated queries are asked, and operations done; fewer where each store takes long to make. */
  readonly runs?: { readonly queries: number; readonly operations: number };
}

/** Generated queries and operations; each run opens a store of its own. */
export function modelCases(options: ModelOptions): readonly Case[] {
  const runs = options.runs ?? { queries: 30, operations: 60 };
  return [
    {
      name: "agrees with matches() on generated queries over generated events",
      run: () => fc.assert(queriesProperty(options.open), { numRuns: runs.queries }),
    },
    {
      name: "agrees with the model after generated operations",
      run: () => fc.assert(operationsProperty(options), { numRuns: runs.operations }),
    },
  ];
}

/** Every query finds what `matches` takes. */
export function queriesProperty(open: OpenStore): fc.IAsyncProperty<[LogEvent[], Query[]]> {
  const lists = fc.array(queries, { minLength: 10, maxLength: 30 });
  return fc.asyncProperty(eventLists, lists, async (events, list) => {
    await using store = await open();
    await using opened = await openBoth(store);
    await opened.append(events);
    const sorted = events.toSorted(compareEvents);
    for (const query of list) {
      const found = await searchAll(opened.reader, { filter: toFilter({ query }), limit: 7 });
      const expected = sorted.filter((event) => matches(query, event));
      assert.deepEqual(found, expected, printQuery(query));
    }
  });
}

/** Whatever is done with it, the store shows what an array would. */
export function operationsProperty(
  { open, byDay = false }: ModelOptions,
): fc.IAsyncProperty<[Operation[]]> {
  return fc.asyncProperty(operations, async (list) => {
    await using store = await open();
    const model = new ArrayStore({ forgetsPruned: byDay });
    await compareWithModel({ store, model }, byDay ? list.map(toOnePartition) : list);
  });
}

function toOnePartition(operation: Operation): Operation {
  if (operation.kind !== "append") return operation;
  const { epoch, offset } = operation.position ?? { epoch: "a", offset: 0 };
  return { ...operation, position: { epoch, partition: 0, offset } };
}
