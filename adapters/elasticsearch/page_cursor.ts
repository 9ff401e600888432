import { isOrigin } from "../../core/id.ts";
import type { Page, SearchRequest } from "../../ports/log_store.ts";

/** Of which search a cursor is. */
export interface CursorScope {
  /** Of the store. */
  readonly storeId: string;
  /** In which the pages go. */
  readonly order: SearchRequest["order"];
  /** As `hashQuery` gives it. */
  readonly queryHash: string;
}

/** Where a search goes on. */
export interface PageCursor extends CursorScope {
  /** Of the last event shown. */
  readonly timestampMs: number;
  /** Of the last event shown. */
  readonly origin: string;
  /** Of the last event shown. */
  readonly position: number;
  /** How far each lane was (by partition): later arrivals are on none of the pages. */
  readonly marks: readonly (readonly [partition: number, arrival: number])[];
  /** Of the first page. */
  readonly total: Page["total"];
}

/** As base64url of JSON. */
export function printCursor(cursor: PageCursor): string {
  const { storeId, order, queryHash, timestampMs, origin, position, marks, total } = cursor;
  const list = [storeId, order, queryHash, timestampMs, origin, position, marks.flat()];
  return btoa(JSON.stringify([...list, total.value, total.relation]))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Throws RangeError on a text that is no cursor for this store, order and query. */
export function parseCursor(text: string, expected: CursorScope): PageCursor {
  const [storeId, order, queryHash, timestampMs, origin, position, marks, value, relation] =
    parseList(text);
  if (
    typeof origin !== "string" || !isOrigin(origin) || !Array.isArray(marks) ||
    marks.length % 2 === 1 || (relation !== "eq" && relation !== "gte") ||
    ![timestampMs, position, value, ...marks].every(Number.isSafeInteger)
  ) throw new RangeError(toSentence(text, "it is not the cursor of a page"));
  if (order !== expected.order || queryHash !== expected.queryHash) {
    throw new RangeError(toSentence(text, "it is the cursor of another query or order"));
  }
  if (storeId !== expected.storeId) {
    throw new RangeError(toSentence(text, "the store was made anew since; search again"));
  }
  return {
    ...expected,
    timestampMs: timestampMs as number,
    origin,
    position: position as number,
    marks: Array.from({ length: marks.length / 2 }, (_, i) => [marks[2 * i], marks[2 * i + 1]]),
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
  return `Cannot search on from "${text.slice(0, 100)}": ${why}`;
}

/** Room for some hundred partitions. */
const LENGTH_MAX = 8192;
