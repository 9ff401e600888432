import type { AlertChange } from "../../core/alert/alert_change.ts";
import type { StateDocument, StateStore } from "../../ports/state_store.ts";

/** A change of states as it is remembered. */
export interface KeptChange extends AlertChange {
  /** When it was found, epoch milliseconds. */
  readonly atMs: number;
}

/** Changes that are kept in one document. */
export interface HistoryPage {
  /** When it was begun, epoch milliseconds; no other page has the same. */
  readonly startMs: number;
  /** In the order in which they were found. */
  readonly changes: readonly KeptChange[];
}

/** Which changes. */
export interface HistoryRequest {
  /** Name of a rule; null = of all. */
  readonly rule: string | null;
  /** The window ended then or later, epoch milliseconds; null = open. */
  readonly fromMs: number | null;
  /** It ended before; null = open. */
  readonly toMs: number | null;
  /** At most so many. */
  readonly limit: number;
  /** Of the answer before; null = the newest first. */
  readonly cursor: HistoryCursor | null;
}

/** Behind which change to go on. */
export interface HistoryCursor {
  /** Of its page. */
  readonly startMs: number;
  /** Its place there. */
  readonly index: number;
}

/** Some changes, those that were found last first. */
export interface FoundChanges {
  /** Fewer than asked for, perhaps none, though more follow, where it takes long to find some. */
  readonly changes: readonly KeptChange[];
  /** Where to go on; null = there is nothing more. */
  readonly nextCursor: HistoryCursor | null;
}

/** Reads what is remembered. */
export async function readHistory(
  state: StateStore,
  request: HistoryRequest,
): Promise<FoundChanges> {
  const { limit, cursor } = request;
  const found: KeptChange[] = [];
  let last: HistoryCursor | null = cursor;
  let after = cursor === null ? null : toHistoryKey(cursor.startMs + 1);
  for (let left = PAGES_READ_MAX; left > 0; left--) {
    const [document] = await state.list({ prefix: HISTORY_PREFIX, after, limit: 1 });
    if (document === undefined) return { changes: found, nextCursor: null };
    after = document.key;
    const { startMs, changes } = readPage(document);
    const end = startMs === cursor?.startMs ? cursor.index : changes.length;
    for (let index = Math.min(end, changes.length) - 1; index >= 0; index--) {
      const change = changes[index]!;
      if (isPast(change, request)) return { changes: found, nextCursor: null };
      if (isMeant(change, request)) {
        if (found.length === limit) return { changes: found, nextCursor: last };
        found.push(change);
      }
      last = { startMs, index };
    }
    last = { startMs, index: 0 };
  }
  return { changes: found, nextCursor: last };
}

/** What a document has; nothing, where another version wrote it. */
export function readPage({ key, value }: StateDocument): HistoryPage {
  const { changes } = (value ?? {}) as { readonly changes?: unknown };
  const startMs = NEWEST_MS - Number(key.slice(HISTORY_PREFIX.length));
  return { startMs, changes: Array.isArray(changes) ? changes.filter(isChange) : [] };
}

/** The key of the page that was begun then: the newest comes first. */
export function toHistoryKey(startMs: number): string {
  const left = Math.min(Math.max(NEWEST_MS - startMs, 0), NEWEST_MS);
  return HISTORY_PREFIX + String(left).padStart(String(NEWEST_MS).length, "0");
}

/** What the keys of pages begin with. */
export const HISTORY_PREFIX = "alert_history/";

/** In the year 2286. */
const NEWEST_MS = 9_999_999_999_999;

/** What is found from here on was found long before. */
function isPast({ atMs }: KeptChange, { fromMs }: HistoryRequest): boolean {
  return fromMs !== null && atMs < fromMs - CLOCKS_MS;
}

function isMeant(change: KeptChange, { rule, fromMs, toMs }: HistoryRequest): boolean {
  const { windowEndMs } = change;
  return (rule === null || change.rule === rule) &&
    windowEndMs >= (fromMs ?? -Infinity) && windowEndMs < (toMs ?? Infinity);
}

function isChange(value: unknown): value is KeptChange {
  const { rule, state, labels, windowEndMs, atMs } = (value ?? {}) as Partial<KeptChange>;
  return typeof rule === "string" && typeof state === "string" && typeof labels === "object" &&
    typeof windowEndMs === "number" && typeof atMs === "number";
}

/** Looked through for one answer. */
const PAGES_READ_MAX = 50;

/** No window is judged before it ends, but for how far the clocks of machines may be apart. */
const CLOCKS_MS = 60 * 60 * 1000;
