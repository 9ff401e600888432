import { isOrigin } from "../../core/id.ts";
import type { Page, SearchRequest } from "../../ports/log_store.ts";
import type { SortKey } from "./order.ts";

/** Where a search goes on. */
export interface PageCursor extends SortKey {
  /** Of the store. */
  readonly epoch: string;
  /** In which the pages go. */
  readonly order: SearchRequest["order"];
  /** Later arrivals are on none of the pages. */
  readonly arrivalEnd: number;
  /** Of the first page. */
  readonly total: Page["total"];
}

/** As base64url of JSON. */
export function printCursor(cursor: PageCursor): string {
  const { epoch, order, arrivalEnd, timestampMs, origin, position, total } = cursor;
  const list = [epoch, order, arrivalEnd, timestampMs, origin, position, total.value];
  return btoa(JSON.stringify([...list, total.relation]))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Throws RangeError on a text that is no cursor for this store and order. */
export function parseCursor(
  text: string,
  expected: Pick<PageCursor, "epoch" | "order">,
): PageCursor {
  const [epoch, order, arrivalEnd, timestampMs, origin, position, value, relation] = parseList(
    text,
  );
  const numbers = [arrivalEnd, timestampMs, position, value];
  if (
    order !== expected.order || typeof origin !== "string" || !isOrigin(origin) ||
    !numbers.every(Number.isSafeInteger) || (relation !== "eq" && relation !== "gte")
  ) throw new RangeError(toSentence(text, "it is not the cursor of a page in this order"));
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
