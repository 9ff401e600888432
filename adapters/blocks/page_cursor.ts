import { isOrigin } from "../../core/id.ts";
import type { Page, SearchRequest } from "../../ports/log_store.ts";
import type { SortKey } from "./order.ts";

/** Of which search a cursor is. */
export interface CursorScope {
  /** Of the store. */
  readonly epoch: string;
  /** In which the pages go. */
  readonly order: SearchRequest["order"];
  /** As `hashQuery` gives it. */
  readonly queryHash: string;
}

/** Where a search goes on. */
export interface PageCursor extends CursorScope, SortKey {
  /** Later arrivals are on none of the pages. */
  readonly arrivalEnd: number;
  /** Of the first page. */
  readonly total: Page["total"];
}

/** As base64url of JSON. */
export function printCursor(cursor: PageCursor): string {
  const { epoch, order, queryHash, arrivalEnd, timestampMs, origin, position, total } = cursor;
  const list = [epoch, order, queryHash, arrivalEnd, timestampMs, origin, position];
  return btoa(JSON.stringify([...list, total.value, total.relation]))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Throws RangeError on a text that is no cursor for this store, order and query. */
export function parseCursor(text: string, expected: CursorScope): PageCursor {
  const [epoch, order, queryHash, ...rest] = parseList(text);
  const [arrivalEnd, timestampMs, origin, position, value, relation] = rest;
  const numbers = [arrivalEnd, timestampMs, position, value];
  if (
    typeof origin !== "string" || !isOrigin(origin) ||
    !numbers.every(Number.isSafeInteger) || (relation !== "eq" && relation !== "gte")
  ) throw new RangeError(toSentence(text, "it is not the cursor of a page"));
  if (order !== expected.order || queryHash !== expected.queryHash) {
    throw new RangeError(toSentence(text, "it is the cursor of another query or order"));
  }
  if (epoch !== expected.epoch) {
    throw new RangeError(toSentence(text, "the store was made anew since; search again"));
  }
  return {
    ...expected,
    arrivalEnd: arrivalEnd as number,
    timestampMs: timestampMs as number,
    origin,
    position: position as number,
    total: { value: value as number, relation },
  };
}

function parseList(text: string): unknown[] {
  if (text.length > LENGTH_MAX) return [];
  try {
    const list: unknown = JSON.parse(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

function toSentence(text: string, why: string): string {
  return `Cannot search on from "${text.slice(0, LENGTH_MAX)}": ${why}`;
}

const LENGTH_MAX = 400;
