import type { AggregateRequest, ContextRequest, SearchRequest } from "../../ports/log_store.ts";

/** What a query worker is told. */
export type Order =
  | { readonly kind: "open"; readonly path: string; readonly cacheBytesMax: number }
  | { readonly kind: "ask"; readonly id: number } & Question
  | { readonly kind: "abort"; readonly id: number };

/** What it can be asked; signals stay behind, see `abort`. */
export type Question =
  | { readonly method: "search"; readonly request: Omit<SearchRequest, "signal"> }
  | { readonly method: "aggregate"; readonly request: Omit<AggregateRequest, "signal"> }
  | { readonly method: "context"; readonly request: Omit<ContextRequest, "signal"> };

/** What it says. */
export type Answer =
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
