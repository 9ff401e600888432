import { aggregateCases } from "./log_store/aggregate_cases.ts";
import { appendCases } from "./log_store/append_cases.ts";
import type { Case } from "./log_store/case.ts";
import { modelCases, type ModelOptions } from "./log_store/model_cases.ts";
import { oddCases } from "./log_store/odd_cases.ts";
import { processCases } from "./log_store/process_cases.ts";
import { pruneCases } from "./log_store/prune_cases.ts";
import { searchCases } from "./log_store/search_cases.ts";
import { sinceCases } from "./log_store/since_cases.ts";
import { statsBoundsCases } from "./log_store/stats_bounds_cases.ts";
import { statsCases } from "./log_store/stats_cases.ts";
import { tallyCases } from "./log_store/tally_cases.ts";

export type { StoreUnderTest } from "./log_store/case.ts";

/** A kind of store, and what it can do. */
export interface LogStoreSpec extends ModelOptions {
  /** Names the store in the names of the tests. */
  readonly name: string;
  /** Whether other processes can read it. */
  readonly shared: boolean;
  /** Why it cannot be tested here, as the end of the names of tests; null = it can. */
  readonly missing?: string | null;
}

/** Registers one test for everything that ports/log_store.ts promises. */
export function testLogStore(spec: LogStoreSpec): void {
  const cases = [
    ...appendCases,
    ...pruneCases,
    ...searchCases,
    ...aggregateCases,
    ...statsCases,
    ...statsBoundsCases,
    ...tallyCases,
    ...sinceCases,
    ...oddCases,
    ...modelCases(spec),
  ];
  for (const one of cases) {
    test(spec, one, one.byArrival && spec.byDay ? " (not here: it prunes whole days)" : null);
  }
  for (const one of processCases) {
    test(spec, one, spec.shared ? null : " (not here: no other process can read it)");
  }
}

function test(spec: LogStoreSpec, one: Case, whyNot: string | null): void {
  const why = spec.missing ?? whyNot;
  Deno.test({
    name: `LogStore (${spec.name}) ${one.name}${why ?? ""}`,
    ignore: why !== null,
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
