import type { LogEvent } from "../core/event.ts";
import { fieldText, parseCountedField } from "../core/query/field.ts";
import { findFields, type Stats } from "../core/query/pipe.ts";
import { StatsCounter, type StatsGroup } from "../core/stats/stats_counter.ts";
import { toStatsRows } from "../core/stats/to_stats_rows.ts";
import type { AggregateRequest, Aggregates } from "../ports/log_store.ts";
import { askTable } from "../runtime/ask_table.ts";
import type { Config } from "../runtime/config.ts";
import { showEvent } from "../services/api/show_event.ts";
import type { LogSource } from "./log_source.ts";
import { countFile, type FileSearch, readFileEvents, searchFile } from "./search_file.ts";

/** A file, which is read anew each time; nothing of it can be followed or exported. */
export function openFileSource(
  path: string,
  config: Config,
): Pick<LogSource, "search" | "count" | "table" | typeof Symbol.asyncDispose> {
  return {
    async *search({ filter, piped }, { order, limit }) {
      const events = await searchFile({ path, filter, config, order, limit });
      const fields = findFields(piped);
      yield { events: events.map((event) => showEvent(event, fields)) };
    },
    count: ({ filter }) => countFile({ path, filter, config }),
    table: ({ filter, piped }) =>
      askTable(piped, filter, (asked) => aggregate({ path, filter, config }, asked)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** What `askTable` asks for: groups, or the most frequent values of a field. */
async function aggregate(
  search: FileSearch,
  { stats, facets }: AggregateRequest,
): Promise<Aggregates> {
  const none = { count: 0, histogram: null, facets: null };
  if (stats !== undefined) return { ...none, stats: await countGroups(search, stats) };
  const { fields: [field], limit } = facets!;
  const values = [...await countValues(search, field!)]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return { ...none, facets: { [field!]: values.slice(0, limit) } };
}

async function countValues(search: FileSearch, name: string): Promise<Map<string, number>> {
  const field = parseCountedField(name);
  const counts = new Map<string, number>();
  for await (const event of readFileEvents(search)) {
    const value = fieldText(event, field);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.size > VALUES_MAX) {
      throw new RangeError(`Cannot count "${name}": it has over ${VALUES_MAX} different values`);
    }
  }
  return counts;
}

async function countGroups(search: FileSearch, stats: Stats): Promise<StatsGroup[]> {
  const counter = new StatsCounter(stats);
  let events: LogEvent[] = [];
  for await (const event of readFileEvents(search)) {
    events.push(event);
    if (events.length < EVENTS_AT_ONCE) continue;
    counter.read(toStatsRows(events))();
    events = [];
  }
  counter.read(toStatsRows(events))();
  return counter.result();
}

const EVENTS_AT_ONCE = 1000;

/** As many as a store counts together. */
const VALUES_MAX = 250_000;
