import type { FacetValue } from "../../ports/log_store.ts";
import type { Answer, Question } from "./ask.ts";
import type { Dsl } from "./dsl.ts";

/** Asks how often each value of a field occurs. */
export function toFacetQuestion(query: Dsl, path: string): Question {
  return {
    query,
    aggs: { values: { terms: { field: path, size: VALUES_MAX, shard_size: VALUES_MAX } } },
  };
}

/** The most frequent values, ties by value. Throws RangeError where there are more than could be counted. */
export function toFacet({ aggregations }: Answer, limit: number): FacetValue[] {
  const values = aggregations?.values as Terms | undefined;
  if (values === undefined) return [];
  return toValues(values, VALUES_MAX)
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, limit);
}

/** All values, or a RangeError: a server that left some out may have counted others wrongly too. */
export function toValues(terms: Terms, valuesMax: number): FacetValue[] {
  if (terms.sum_other_doc_count > 0 || terms.doc_count_error_upper_bound > 0) {
    throw new RangeError(
      `Cannot count values: there are more than ${valuesMax} different ones; narrow the query`,
    );
  }
  return terms.buckets.map(({ key, doc_count }) => ({ value: key, count: doc_count }));
}

/** The answer to an aggregation of kind `terms`. */
export interface Terms {
  /** In values that are not told. */
  readonly sum_other_doc_count: number;
  /** By how much a count may be too low. */
  readonly doc_count_error_upper_bound: number;
  /** The values. */
  readonly buckets: readonly { readonly key: string; readonly doc_count: number }[];
}

/** Below what a server gives in one answer (`search.max_buckets`, 65,535). */
const VALUES_MAX = 50_000;
