import { isOrigin } from "../../core/id.ts";
import type { Page, SearchRequest } from "../../ports/log_store.ts";
import { parseCursorText, printCursorText, toCursorError } from "./cursor_text.ts";

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

/** As a text for {@linkcode parseCursor}. */
export function printCursor(cursor: PageCursor): string {
  const { storeId, order, queryHash, timestampMs, origin, position, marks, total } = cursor;
  const list = [storeId, order, queryHash, timestampMs, origin, position, marks.flat()];
  return printCursorText([...list, total.value, total.relation]);
}

/** Throws RangeError on a text that is no cursor for this store, order and query. */
export function parseCursor(text: string, expected: CursorScope): PageCursor {
  const [storeId, order, queryHash, timestampMs, origin, position, marks, value, relation] =
    parseCursorText(text, LANE_CHARACTERS_MAX);
  if (
    typeof origin !== "string" || !isOrigin(origin) || !Array.isArray(marks) ||
    marks.length % 2 === 1 || (relation !== "eq" && relation !== "gte") ||
    ![timestampMs, position, value, ...marks].every(Number.isSafeInteger)
  ) throw toCursorError(WHAT, text, "it is not the cursor of a page");
  if (order !== expected.order || queryHash !== expected.queryHash) {
    throw toCursorError(WHAT, text, "it is the cursor of another query or order");
  }
  if (storeId !== expected.storeId) {
    throw toCursorError(WHAT, text, "the store was made anew since; search again");
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

const WHAT = "search on from";

const LANE_CHARACTERS_MAX = "1000,9007199254740991,".length;
