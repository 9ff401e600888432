import type { StatsTable } from "../client/answers.ts";
import type { Client } from "../client/client.ts";
import type { SearchExplanation } from "../client/schema.ts";
import type { Cell, Table } from "../core/stats/table.ts";
import type { Explanation } from "../ports/log_store.ts";
import type { RemoteConfig } from "../runtime/remote.ts";
import type { Found, LogSource, SearchOptions, Shown } from "./log_source.ts";
import { openApi } from "./open_api.ts";
import type { Asked } from "./read_filter.ts";

/** The logs of an API. */
export function openApiSource(remote: RemoteConfig): LogSource {
  const api = openApi(remote);
  return {
    ...toSource(api.client),
    [Symbol.asyncDispose]: () => Promise.resolve(api[Symbol.dispose]()),
  };
}

/** What a client gives. */
export function toSource(client: Client): Omit<LogSource, typeof Symbol.asyncDispose> {
  return {
    search: (asked, options) => search(client, asked, options),
    count: (asked) => client.count({ ...toQuery(asked), fresh: true }),
    table: async (asked) => toTable(await client.stats({ ...toQuery(asked), fresh: true })),
    end: (signal) => readEnd(client, signal),
    follow: ({ text }, options) => client.tail<Shown>({ q: text, ...options }),
    async *export(asked, options) {
      yield* await client.exportText({ ...toQuery(asked), ...options });
    },
  };
}

async function* search(
  client: Client,
  asked: Asked,
  { order, limit, explain }: SearchOptions,
): AsyncIterable<Found> {
  let cursor: string | undefined;
  for (let left = limit; left > 0;) {
    const { events, explained, next_cursor } = await client.search<Shown>({
      ...toQuery(asked),
      ...{ order, cursor, explain, limit: Math.min(left, PAGE_EVENTS) },
    });
    yield explained === undefined ? { events } : { events, explained: toExplanation(explained) };
    left -= events.length;
    if (next_cursor === null) return;
    cursor = next_cursor;
  }
}

/** The first that the API tells of a stream is where it begins. */
async function readEnd(client: Client, signal: AbortSignal): Promise<string> {
  const found = new AbortController();
  let end = "";
  const nothing = client.tail({
    q: "NOT *",
    signal: AbortSignal.any([signal, found.signal]),
    onCursor(cursor) {
      end = cursor;
      found.abort();
    },
  });
  try {
    for await (const _event of nothing) continue;
  } catch (error) {
    if (!found.signal.aborted) throw error;
  }
  return end;
}

/** Times are those that were read here: they do not move while pages are asked for. */
function toQuery({ text, filter: { fromMs, toMs } }: Asked) {
  return { q: text, from: fromMs ?? undefined, to: toMs ?? undefined };
}

function toTable({ columns, rows }: StatsTable): Table {
  return {
    columns,
    rows: rows.map((row) =>
      columns.map(({ name, kind }): Cell => {
        const cell = row[name] ?? null;
        return kind === "time" && cell !== null ? Date.parse(String(cell)) : cell;
      })
    ),
  };
}

function toExplanation(
  { by_time, by_memory, by_filter, by_meta, ...rest }: SearchExplanation,
): Explanation {
  const by = { byTime: by_time, byMemory: by_memory, byFilter: by_filter, byMeta: by_meta };
  return { ...rest, ...by };
}

const PAGE_EVENTS = 1000;
