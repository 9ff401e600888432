import { parseFieldName } from "../../core/query/field.ts";
import type { GroupKey } from "../../core/query/pipe.ts";
import { toNumber } from "../../core/query/to_number.ts";
import { hashText } from "../../core/stats/distinct_counter.ts";
import type { KeyValues } from "../../core/stats/groups.ts";
import type { ReadEach, TallyGroup, Tallying } from "../../core/stats/tallying.ts";
import { askAll, type AskOptions } from "./ask.ts";
import type { ElasticClient } from "./client.ts";
import type { Dsl } from "./dsl.ts";
import { GroupPages } from "./group_pages.ts";

/** Tallies: each text of what is read is asked for as a group of its own. */
export async function readTallies(
  client: ElasticClient,
  { intervalMs, by, each }: Tallying,
  { query, options }: { readonly query: Dsl; readonly options: AskOptions },
): Promise<TallyGroup[]> {
  const keys: GroupKey[] = [{ kind: "bin", intervalMs }];
  for (const field of by) keys.push({ kind: "field", field });
  if (each !== null) keys.push({ kind: "field", field: toTextsName(each) });
  const pages = new GroupPages({ functions: [{ kind: "count", field: null }], by: keys });
  const first = { query, track_total_hits: true, aggs: pages.aggs };
  const [answer] = await askAll(client, [first], options);
  const groups = new Map<string, Group>();
  for (const { keys, values: [events] } of await pages.read(client, answer!, { query, options })) {
    const [atMs, ...texts] = keys.slice(0, 1 + by.length);
    const name = JSON.stringify([atMs, ...texts]);
    const group = groups.get(name) ?? { atMs, texts, events: 0, read: new Map() };
    groups.set(name, group);
    group.events += events!;
    const number = each === null ? NaN : readText(keys.at(-1), each);
    if (!Number.isNaN(number)) group.read.set(number, (group.read.get(number) ?? 0) + events!);
  }
  return [...groups.values()].map(({ atMs, texts, events, read }) => ({
    ...{ atMs: Number(atMs), texts: texts as (string | null)[], events, read: [...read].flat() },
  }));
}

interface Group {
  readonly atMs: KeyValues[number] | undefined;
  readonly texts: KeyValues;
  events: number;
  /** Two texts may be the same number. */
  readonly read: Map<number, number>;
}

/** Events' own fields have no numbers: an extra field is meant that is called the same. */
function toTextsName({ field, as }: ReadEach): string {
  return as === "hash" ? field : `extra_fields.${parseFieldName(field).field}`;
}

/** NaN = there is nothing to be read. */
function readText(text: string | number | null | undefined, { as }: ReadEach): number {
  if (text === null || text === undefined) return NaN;
  return as === "hash" ? hashText(String(text)) : toNumber(String(text)) + 0;
}
