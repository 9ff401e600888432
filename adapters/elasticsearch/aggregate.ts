import { parseCountedField } from "../../core/query/field.ts";
import { narrowTimes } from "../../core/query/narrow_times.ts";
import type { AggregateRequest, Aggregates } from "../../ports/log_store.ts";
import { type Answer, askAll, type AskOptions } from "./ask.ts";
import type { ElasticClient } from "./client.ts";
import { toFacet, toFacetQuestion } from "./facet.ts";
import { readTallies } from "./read_tallies.ts";
import { GroupPages } from "./group_pages.ts";
import { type Bounds, checkSpan, countBuckets, toSpan } from "./histogram.ts";
import { filterToDsl, toTextPath } from "./to_dsl.ts";

/** Counts everything the filter takes. */
export async function aggregate(
  client: ElasticClient,
  { filter, histogram, facets, stats, tallies, signal }: AggregateRequest,
): Promise<Aggregates> {
  if (histogram !== null) checkSpan(histogram, filter);
  const by = toPath(histogram?.by ?? null);
  const fields = (facets?.fields ?? []).map((name) => ({ name, path: toPath(name) }));
  const groups = stats && new GroupPages(stats);
  const query = filterToDsl(narrowTimes(filter));
  const options: AskOptions = { what: "count", signal };
  const known = fields.filter(({ path }) => path !== null);
  const [whole, ...answers] = await askAll(client, [
    { query, track_total_hits: true, aggs: { ...(histogram && BOUNDS), ...groups?.aggs } },
    ...known.map(({ path }) => toFacetQuestion(query, path!)),
  ], options);
  const found = new Map(known.map(({ name }, i) => [name, toFacet(answers[i]!, facets!.limit)]));
  return {
    count: whole!.hits?.total?.value ?? 0,
    histogram: histogram && await countBuckets(client, {
      query,
      span: toSpan(toBounds(whole!), { histogram, filter }),
      by: histogram.by === null ? null : { path: by },
      options,
    }),
    facets: facets && Object.fromEntries(fields.map(({ name }) => [name, found.get(name) ?? []])),
    ...(tallies && { tallies: await readTallies(client, tallies, { query, options }) }),
    ...(groups && { stats: await groups.read(client, whole!, { query, options }) }),
  };
}

/** Null where no document has it. Throws RangeError where values can't be counted. */
function toPath(name: string | null): string | null {
  if (name === null) return null;
  const { field, extra } = parseCountedField(name);
  return toTextPath(field, extra);
}

function toBounds({ aggregations }: Answer): Bounds {
  const { first, last } = (aggregations ?? {}) as Partial<
    Record<"first" | "last", { value: number | null }>
  >;
  return { firstMs: first?.value ?? null, lastMs: last?.value ?? null };
}

const BOUNDS = { first: { min: { field: "timestamp" } }, last: { max: { field: "timestamp" } } };
