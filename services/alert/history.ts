import type { AlertChange } from "../../core/alert/alert_change.ts";
import type { StateStore, StateValue } from "../../ports/state_store.ts";
import {
  HISTORY_PREFIX,
  type HistoryPage,
  type KeptChange,
  readPage,
  toHistoryKey,
} from "../../runtime/alerts/history.ts";
import { orConflict } from "../../runtime/or_conflict.ts";

/** A history as JSON. */
export interface PackedHistory {
  /** Those that are not full, or were not written yet, the newest last. */
  readonly pages: readonly HistoryPage[];
  /** When the pages of the newest one's day were begun. */
  readonly day: readonly number[];
}

/**
 * Remembers changes of states for {@linkcode KEPT_MS}, in documents of their own, each change once, whoever ends
 * when: what is to be written is kept with everything else that `alert` keeps before it is written, under keys that
 * are decided then. So who goes on writes the same to the same place.
 */
export class History {
  readonly #state: StateStore;
  #pages: Page[];
  #day: number[];
  #pruneMs = -Infinity;

  /** Goes on from what was kept; null = there is nothing. */
  constructor(state: StateStore, kept: PackedHistory | null) {
    this.#state = state;
    this.#pages = (kept?.pages ?? []).map(toPage);
    this.#day = [...kept?.day ?? []];
  }

  /** Takes changes in; they are to be kept before they are written. */
  add(changes: readonly AlertChange[], nowMs: number): void {
    for (const change of changes) {
      const kept = { ...change, atMs: nowMs };
      const { length } = JSON.stringify(kept);
      const last = this.#pages.at(-1);
      const isFull = last === undefined || last.changes.length >= PAGE_CHANGES_MAX ||
        last.length + length > PAGE_LENGTH_MAX || toDay(last.startMs) < toDay(nowMs);
      const page = isFull ? this.#begin(nowMs) : last;
      page.changes.push(kept);
      page.length += length;
    }
  }

  /** As JSON. */
  pack(): PackedHistory {
    return {
      pages: this.#pages.map(({ startMs, changes }) => ({ startMs, changes: [...changes] })),
      day: [...this.#day],
    };
  }

  /** Writes what was kept, and removes what is too old or too much. */
  async write(nowMs: number): Promise<void> {
    for (const page of this.#pages) {
      if (page.written < page.changes.length) await this.#write(page);
    }
    this.#pages = this.#pages.slice(-1);
    while (this.#day.length > DAY_PAGES_MAX) {
      await this.#remove(toHistoryKey(this.#day[0]!));
      this.#day.shift();
    }
    if (nowMs >= this.#pruneMs) await this.#prune(nowMs);
  }

  #begin(nowMs: number): Page {
    const lastMs = this.#day.at(-1) ?? -Infinity;
    const startMs = Math.max(nowMs, lastMs + 1);
    if (toDay(lastMs) < toDay(startMs)) this.#day = [];
    this.#day.push(startMs);
    const page: Page = { startMs, changes: [], length: 0, written: 0 };
    this.#pages.push(page);
    return page;
  }

  /** Where another is ahead, which goes on from the same, its page stays. */
  async #write(page: Page): Promise<void> {
    const key = toHistoryKey(page.startMs);
    const found = await this.#state.read(key);
    const there = found === null ? 0 : readPage(found).changes.length;
    if (there < page.changes.length) {
      const value = { changes: page.changes } as unknown as StateValue;
      await this.#state.write(key, value, found?.revision ?? null);
    }
    page.written = page.changes.length;
  }

  async #prune(nowMs: number): Promise<void> {
    const after = toHistoryKey(nowMs - KEPT_MS);
    const old = await this.#state.list({ prefix: HISTORY_PREFIX, after, limit: PRUNED_AT_ONCE });
    for (const { key } of old) await this.#remove(key);
    if (old.length < PRUNED_AT_ONCE) this.#pruneMs = nowMs + PRUNE_EVERY_MS;
  }

  async #remove(key: string): Promise<void> {
    const found = await this.#state.read(key);
    if (found !== null) await orConflict(this.#state.remove(key, found.revision));
  }
}

interface Page {
  readonly startMs: number;
  readonly changes: KeptChange[];
  /** Of the changes as JSON. */
  length: number;
  /** How many of the changes. */
  written: number;
}

/** It may have been written, or not. */
function toPage({ startMs, changes }: HistoryPage): Page {
  const { length } = JSON.stringify(changes);
  return { startMs, changes: [...changes], length, written: 0 };
}

function toDay(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** So long changes are remembered: the pages that were begun earlier go. */
export const KEPT_MS: number = 30 * DAY_MS;

/** Of a page; also how many that one change is written with again. */
const PAGE_CHANGES_MAX = 500;

/** Of a page's changes as JSON, UTF-16 code units, but for a last one, which fits into a document. */
const PAGE_LENGTH_MAX = 128 * 1024;

/** Pages of one day, of which the last are remembered: a storm takes nothing from other days. */
export const DAY_PAGES_MAX = 20;

const PRUNE_EVERY_MS = 60 * 60 * 1000;

const PRUNED_AT_ONCE = 20;
