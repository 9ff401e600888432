import type { LogEvent } from "../../core/event.ts";
import { hashQuery } from "../../core/query/hash_query.ts";
import { matches } from "../../core/query/matches.ts";
import type { Filter, Page, SearchRequest } from "../../ports/log_store.ts";
import type { Arrived } from "./array_store.ts";

/** `LogReader.search` over an array in order of arrival. */
export function searchArray(kept: readonly Arrived[], request: SearchRequest): Page {
  const { filter, order, limit } = request;
  if (!Number.isInteger(limit) || limit < 0 || limit > 10_000) {
    throw new RangeError(`Cannot search: a limit of ${limit} is not within 0 … 10000`);
  }
  const cursor = request.cursor === null ? null : parseCursor(request.cursor, toScope(request));
  const end = cursor?.end ?? (kept.at(-1)?.arrival ?? -1) + 1;
  const direction = order === "oldest" ? 1 : -1;
  const found = kept.filter(({ arrival }) => arrival < end)
    .map(({ event }) => event)
    .filter((event) => isIn(filter, event))
    .sort((a, b) => compareEvents(a, b) * direction);
  const left = cursor === null
    ? found
    : found.filter((event) => compareEvents(event, cursor) * direction > 0);
  const events = left.slice(0, limit);
  const last = events.at(-1);
  const more = last !== undefined && left.length > limit;
  return {
    events,
    nextCursor: more ? printCursor(last, end, toScope(request)) : null,
    total: { value: found.length, relation: "eq" },
  };
}

/** Whether the filter takes the event. */
export function isIn({ query, fromMs, toMs }: Filter, event: LogEvent): boolean {
  return (fromMs === null || event.timestampMs >= fromMs) &&
    (toMs === null || event.timestampMs < toMs) && matches(query, event);
}

/** By time, then origin, then position. */
export function compareEvents(a: SortKey, b: SortKey): number {
  if (a.timestampMs !== b.timestampMs) return a.timestampMs - b.timestampMs;
  if (a.origin !== b.origin) return a.origin < b.origin ? -1 : 1;
  return a.position - b.position;
}

type SortKey = Pick<LogEvent, "timestampMs" | "origin" | "position">;

/** What a cursor is for. */
function toScope({ order, filter }: SearchRequest): string {
  return `${order}_${hashQuery(filter.query)}`;
}

function printCursor(
  { timestampMs, origin, position }: SortKey,
  end: number,
  scope: string,
): string {
  return [timestampMs, origin, position, end, scope].join("_");
}

function parseCursor(cursor: string, scope: string): SortKey & { end: number } {
  const parts = /^(-?\d{1,16})_([0-9a-f]{15})_(\d{1,16})_(\d{1,15})_/.exec(cursor);
  if (parts === null || !cursor.endsWith(`_${scope}`)) {
    throw new RangeError(`Cannot search: "${cursor}" is not the cursor of a page of this query`);
  }
  const [, timestampMs, origin, position, end] = parts as unknown as [string, ...string[]];
  return {
    timestampMs: Number(timestampMs),
    origin: origin!,
    position: Number(position),
    end: Number(end),
  };
}
