import { aggregateCases } from "./log_store/aggregate_cases.ts";
import { appendCases } from "./log_store/append_cases.ts";
import type { Case, StoreUnderTest } from "./log_store/case.ts";
import { modelCases } from "./log_store/model_cases.ts";
import { oddCases } from "./log_store/odd_cases.ts";
import { processCases } from "./log_store/process_cases.ts";
import { searchCases } from "./log_store/search_cases.ts";
import { sinceCases } from "./log_store/since_cases.ts";

export type { StoreUnderTest } from "./log_store/case.ts";

/** A kind of store, and what it can do. */
export interface LogStoreSpec {
  /** Names the store in the names of the tests. */
  readonly name: string;
  /** Makes an empty store of its own. */
  open(): Promise<StoreUnderTest>;
  /** Whether other processes can read it. */
  readonly shared: boolean;
}

/** Registers one test for everything that ports/log_store.ts promises. */
export function testLogStore(spec: LogStoreSpec): void {
  const cases = [
    ...appendCases,
    ...searchCases,
    ...aggregateCases,
    ...sinceCases,
    ...oddCases,
    ...modelCases(spec.open),
  ];
  for (const one of cases) test(spec, one, false);
  for (const one of processCases) test(spec, one, !spec.shared);
}

function test(spec: LogStoreSpec, one: Case, ignore: boolean): void {
  const why = ignore ? " (not here: no other process can read it)" : "";
  Deno.test({
    name: `LogStore (${spec.name}) ${one.name}${why}`,
    ignore,
    async fn() {
      const store = await spec.open();
      try {
        await withinDeadline(one.run(store));
      } finally {
        await store[Symbol.asyncDispose]();
      }
    },
  });
}

async function withinDeadline(run: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not done in ${DEADLINE_MS} ms`)), DEADLINE_MS);
  try {
    await Promise.race([run, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Far longer than any store needs. */
const DEADLINE_MS = 60_000;
