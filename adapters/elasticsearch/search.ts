import { hashQuery } from "../../core/query/hash_query.ts";
import { narrowTimes } from "../../core/query/narrow_times.ts";
import type { Page, SearchRequest } from "../../ports/log_store.ts";
import { arrivedBefore } from "./arrived.ts";
import type { ElasticClient } from "./client.ts";
import { allOf, type Dsl } from "./dsl.ts";
import { type CursorScope, type PageCursor, parseCursor, printCursor } from "./page_cursor.ts";
import { type StoredDocument, toEvent } from "./read_document.ts";
import { readPages } from "./read_pages.ts";
import type { StoreState } from "./state.ts";
import { filterToDsl } from "./to_dsl.ts";

/**
 * One page of a search. `state` is how far the lanes were before it: what came later is on none of the pages, nor
 * in their total; nor is what an append has stored that has not kept its position. Where the state was removed,
 * everything is.
 */
export async function search(
  client: ElasticClient,
  state: StoreState,
  request: SearchRequest,
): Promise<Page> {
  const { filter, order, limit, signal } = request;
  const scope = { storeId: state.storeId ?? "", order, queryHash: hashQuery(filter.query) };
  const cursor = request.cursor === null ? null : parseCursor(request.cursor, scope);
  const isBounded = cursor !== null || state.storeId !== null;
  const marks = cursor?.marks ??
    state.lanes.map(({ partition, arrival }) => [partition, arrival] as const);
  const read = await readPages(client, {
    question: {
      query: allOf([
        filterToDsl(narrowTimes(filter)),
        ...(isBounded ? [arrivedBefore(marks)] : []),
      ]),
      sort: toSort(order),
      track_total_hits: cursor === null ? TOTAL_EXACT_MAX : false,
      ...(cursor && { search_after: [cursor.timestampMs, cursor.origin, cursor.position] }),
    },
    limit,
    charactersMax: PAGE_CHARACTERS_MAX,
    toPlace,
  }, { what: "search", signal });
  const total = cursor?.total ?? read.total ?? { value: 0, relation: "eq" };
  const last = read.more ? read.events.at(-1) : undefined;
  return {
    events: read.events,
    nextCursor: last === undefined ? null : printCursor(toCursor(last, { scope, marks, total })),
    total,
  };
}

/** Throws RangeError on a limit that is not 0 … 10,000. */
export function checkLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 0 && limit <= LIMIT_MAX) return;
  throw new RangeError(`Cannot search: a limit of ${limit} is not within 0 … ${LIMIT_MAX}`);
}

function toSort(order: SearchRequest["order"]): Dsl[] {
  const direction = order === "newest" ? "desc" : "asc";
  return ["timestamp", "source.origin", "source.position"].map((name) => ({ [name]: direction }));
}

function toPlace(document: StoredDocument): [number, string, number] {
  const { timestampMs, origin, position } = toEvent(document);
  return [timestampMs, origin, position];
}

function toCursor(
  { timestampMs, origin, position }: Pick<PageCursor, "timestampMs" | "origin" | "position">,
  { scope, ...rest }: Pick<PageCursor, "marks" | "total"> & { readonly scope: CursorScope },
): PageCursor {
  return { ...scope, timestampMs, origin, position, ...rest };
}

const LIMIT_MAX = 10_000;

/** A page ends before its events have more characters together. */
const PAGE_CHARACTERS_MAX = 1024 * 1024;

/** Up to so many a total is exact: the server's own bound of what is cheap. */
const TOTAL_EXACT_MAX = 10_000;
