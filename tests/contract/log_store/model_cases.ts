import assert from "node:assert/strict";
import fc from "fast-check";
import type { LogEvent } from "../../../core/event.ts";
import type { Query } from "../../../core/query/ast.ts";
import { matches } from "../../../core/query/matches.ts";
import { printQuery } from "../../../core/query/print_query.ts";
import { eventLists, queries } from "../arbitraries.ts";
import { type Operation, operations } from "../operations.ts";
import { compareEvents } from "../array_search.ts";
import { type Case, openBoth, searchAll, type StoreUnderTest, toFilter } from "./case.ts";
import { compareWithModel } from "./model.ts";

/** Makes an empty store. */
export type OpenStore = () => Promise<StoreUnderTest>;

/** Generated queries and operations; each run opens a store of its own. */
export function modelCases(open: OpenStore): readonly Case[] {
  return [
    {
      name: "agrees with matches() on generated queries over generated events",
      run: () => fc.assert(queriesProperty(open), { numRuns: 30 }),
    },
    {
      name: "agrees with the model after generated operations",
      run: () => fc.assert(operationsProperty(open), { numRuns: 60 }),
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
export function operationsProperty(open: OpenStore): fc.IAsyncProperty<[Operation[]]> {
  return fc.asyncProperty(operations, async (list) => {
    await using store = await open();
    await compareWithModel(store, list);
  });
}
