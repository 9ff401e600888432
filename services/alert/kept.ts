import type { PackedBook } from "../../core/alert/alert_book.ts";
import type { PackedDispatcher } from "../../core/alert/dispatcher.ts";
import type { PackedEngine } from "../../core/alert/engine.ts";
import type { StateValue } from "../../ports/state_store.ts";
import type { PackedHistory } from "./history.ts";

/** What `alert` keeps, so that another goes on where it was. */
export interface Kept {
  /** Of its form. */
  readonly version: typeof KEPT_VERSION;
  /** Ids of notices begin with it. */
  readonly prefix: string;
  /** Where the reading of the store is. */
  readonly cursor: string;
  /** Up to when windows are judged, epoch milliseconds. */
  readonly progress: number;
  /** What is counted. */
  readonly engine: PackedEngine;
  /** What fires. */
  readonly book: PackedBook;
  /** What is to be told. */
  readonly dispatcher: PackedDispatcher;
  /** What is to be remembered. */
  readonly history: PackedHistory;
}

/** What was kept; null = there is nothing, or another version wrote it. */
export function toKept(value: StateValue): Kept | null {
  const kept = value as unknown as Kept | null;
  return kept?.version === KEPT_VERSION ? kept : null;
}

/** Changes with every form. */
export const KEPT_VERSION = 3;
