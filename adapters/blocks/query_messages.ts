import type {
  AggregateRequest,
  Arrived,
  ContextRequest,
  SearchRequest,
  SinceRequest,
} from "../../ports/log_store.ts";
import type { QuestionFlag } from "./heed.ts";

/** What a query worker is told. */
export type Order =
  | { readonly kind: "open"; readonly path: string; readonly cacheBytesMax: number }
  | { readonly kind: "ask"; readonly id: number; readonly flag: QuestionFlag } & Question
  | { readonly kind: "abort"; readonly id: number };

/** What it can be asked; signals stay behind, see `abort` and the flag. */
export type Question =
  | { readonly method: "search"; readonly request: Omit<SearchRequest, "signal"> }
  | { readonly method: "aggregate"; readonly request: Omit<AggregateRequest, "signal"> }
  | { readonly method: "context"; readonly request: Omit<ContextRequest, "signal"> }
  | { readonly method: "since"; readonly request: Omit<SinceRequest, "signal"> };

/** An answer to `since` as it travels: functions cannot. */
export interface SentArrived extends Omit<Arrived, "cursorAfter"> {
  /** Where to go on right behind each event. */
  readonly cursors: readonly string[];
}

/** What it says; `passed` where another thread had taken the question, or nobody waited. */
export type Answer =
  | { readonly kind: "passed"; readonly id: number }
  | { readonly kind: "done"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly error: ThrownError }
  | { readonly kind: "log"; readonly message: string };

/** An error on its way between threads. */
export interface ThrownError {
  /** Of its class. */
  readonly name: string;
  /** As it was thrown with. */
  readonly message: string;
  /** Where it was thrown. */
  readonly stack: string | undefined;
  /** Of an `UnavailableError`. */
  readonly retryAfterMs: number | undefined;
}
