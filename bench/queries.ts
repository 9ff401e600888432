import { type Answer, ask, type Asked } from "./ask.ts";
import { startApi } from "../tests/e2e/api_process.ts";
import type { BenchRun } from "./bench_run.ts";
import { fillStore } from "./ingest.ts";
import { type NamedQuery, toQuerySet } from "./query_set.ts";
import { median } from "./statistics.ts";

/** Each query of the set on both corpora: by an `api` that was just started, and again. */
export async function measureQueries(bench: BenchRun): Promise<void> {
  for (const kind of ["A", "B"] as const) {
    const dataDir = await fillStore(bench, kind);
    bench.say(`queries on corpus ${kind}`);
    for (const query of toQuerySet(kind, bench.corpus(kind).lines)) {
      const row = await measureQuery(dataDir, query);
      bench.record({ section: "queries", name: `${kind}: ${query.name}`, figures: row });
    }
  }
}

/**
 * The first answer is that of a process that has answered nothing but `/ready`, with files that the system
 * may still have in memory; warm is the median of the next ones.
 */
export async function measureQuery(
  dataDir: string,
  { asked }: NamedQuery,
): Promise<Record<string, number | string | null>> {
  if (asked === null) return { "not asked": "this corpus has no numbers" };
  await using api = await startApi(dataDir);
  const first = await ask(api.apiUrl, asked);
  if (first.status !== 200) return { "first ms": first.ms, status: first.status };
  const warm = await askAgain(api.apiUrl, asked);
  const failed = warm.filter(({ status }) => status !== 200).length;
  return {
    "first ms": first.ms,
    "warm ms": median(warm.map(({ ms }) => ms)),
    found: countFound(first),
    ...(failed > 0 && { failed }),
  };
}

/** Slow queries are asked less often. */
async function askAgain(apiUrl: string, asked: Asked): Promise<Answer[]> {
  const answers: Answer[] = [];
  const endMs = performance.now() + WARM_MS_MAX;
  for (let i = 0; i < WARM_TIMES && (i < WARM_TIMES_MIN || performance.now() < endMs); i++) {
    answers.push(await ask(apiUrl, asked));
  }
  return answers;
}

/** The count of an answer with status 200, else the number of its events, buckets, rows, or values of its first facet. */
export function countFound({ body }: Answer): number {
  const { count, events, buckets, facets, rows } = body!;
  const lists = [events, buckets, rows, ...Object.values(facets ?? {})];
  return count ?? lists.find((list) => list !== undefined)!.length;
}

const WARM_TIMES = 9;
const WARM_TIMES_MIN = 3;
const WARM_MS_MAX = 20_000;
