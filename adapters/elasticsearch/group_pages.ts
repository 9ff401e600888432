import { parseCountedField } from "../../core/query/field.ts";
import type { GroupKey, Stats } from "../../core/query/pipe.ts";
import { GroupRoom } from "../../core/stats/group_room.ts";
import type { KeyValues } from "../../core/stats/groups.ts";
import { compareGroups, type StatsGroup } from "../../core/stats/stats_counter.ts";
import { type Answer, askAll, type AskOptions } from "./ask.ts";
import type { ElasticClient } from "./client.ts";
import type { Dsl } from "./dsl.ts";
import { FunctionAggs, type Told } from "./function_aggs.ts";
import { firstSize, nextSize } from "./page_size.ts";
import { toTextPath } from "./to_dsl.ts";

/**
 * The groups of `stats`, asked for a page after the other. Each event is in one group, and so is counted at most
 * once; of those that arrive, or are removed, between two pages, the groups of later pages have what is there then.
 */
export class GroupPages {
  readonly #by: readonly GroupKey[];
  readonly #functions: FunctionAggs;
  readonly #sources: readonly Dsl[];

  /** Throws RangeError on a field that values can't be counted of. */
  constructor({ functions, by }: Stats) {
    this.#by = by;
    this.#functions = new FunctionAggs(functions);
    this.#sources = by.flatMap((key, i) => toSource(key, `${i}`));
  }

  /** What is to be counted for the first page. */
  get aggs(): Dsl {
    return this.#toAggs(firstSize(this.#functions.held), null);
  }

  /** All groups in their order, from the answer for the first page on; the other pages are of the same query. */
  async read(
    client: ElasticClient,
    first: Answer,
    { query, options }: { readonly query: Dsl; readonly options: AskOptions },
  ): Promise<StatsGroup[]> {
    if (this.#sources.length === 0) return this.#readWhole(first);
    const { held } = this.#functions;
    const room = new GroupRoom();
    const groups: StatsGroup[] = [];
    let size = firstSize(held);
    for (let answer = first;;) {
      const { buckets, after_key } = (answer.aggregations?.groups ?? NO_PAGE) as Page;
      let events = 0;
      for (const { key, doc_count, ...told } of buckets) {
        const keys = this.#by.map((_, i) => key[i] ?? null);
        room.take(JSON.stringify(keys));
        groups.push({ keys, values: this.#functions.read(told, doc_count) });
        events += doc_count;
      }
      if (buckets.length < size) return groups.sort(compareGroups);
      size = nextSize(held, { groups: size, events });
      const question = { query, aggs: this.#toAggs(size, after_key!) };
      [answer] = await askAll(client, [question], options) as [Answer];
    }
  }

  #toAggs(size: number, after: Key | null): Dsl {
    const { aggs } = this.#functions;
    if (this.#sources.length === 0) return aggs;
    const composite = { size, sources: this.#sources, ...(after && { after }) };
    return { groups: { composite, aggs } };
  }

  /** No document has any of the keys. */
  #readWhole({ hits, aggregations }: Answer): StatsGroup[] {
    const count = hits?.total?.value ?? 0;
    if (this.#by.length > 0 && count === 0) return [];
    const values = this.#functions.read(aggregations ?? {}, count);
    return [{ keys: this.#by.map(() => null), values }];
  }
}

type Key = Readonly<Record<string, KeyValues[number]>>;

interface Page {
  readonly buckets: readonly (Told & { readonly key: Key; readonly doc_count: number })[];
  readonly after_key?: Key;
}

/** Of a store without indices. */
const NO_PAGE: Page = { buckets: [] };

/** None where no document has the key. Null comes first: with `missing_order: last` the server loses it on later pages. */
function toSource(key: GroupKey, name: string): Dsl[] {
  if (key.kind === "bin") {
    const bins = { field: "timestamp", fixed_interval: `${key.intervalMs}ms` };
    return [{ [name]: { date_histogram: bins } }];
  }
  const { field, extra } = parseCountedField(key.field);
  const path = toTextPath(field, extra);
  return path === null ? [] : [{ [name]: { terms: { field: path, missing_bucket: true } } }];
}
