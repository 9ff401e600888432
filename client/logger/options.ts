import type { Level } from "../../core/event.ts";
import type { ApiError } from "../api_error.ts";
import type { ClientOptions } from "../options.ts";

export type { Level } from "../../core/event.ts";
export type { ClientOptions } from "../options.ts";

/** Where a logger sends to, how much it holds, and whom it tells. */
export interface LoggerOptions extends
  Pick<
    ClientOptions,
    "url" | "key" | "insecure" | "fetch" | "timeoutMs" | "wait" | "random"
  > {
  /** The service of all events, unless an event names its own. */
  readonly service?: string | undefined;
  /** Fields of all events; those of an event win. */
  readonly fields?: LogFields | undefined;
  /** What waits to be sent may have so many bytes, as it is sent. Default {@linkcode HELD_BYTES_MAX}. */
  readonly bytesMax?: number | undefined;
  /** Events are sent as soon as so many wait. Default {@linkcode SENT_EVENTS_MAX}. */
  readonly batchEventsMax?: number | undefined;
  /** … or so many bytes of them; a longer event goes alone. Default {@linkcode SENT_BYTES_MAX}. */
  readonly batchBytesMax?: number | undefined;
  /** … or the first of them waits for so long, milliseconds. Default {@linkcode SEND_AFTER_MS}. */
  readonly sendAfterMs?: number | undefined;
  /** Told of events that are lost, each time. What is logged while it runs is not taken: it would come again and again. */
  readonly onDrop?: ((drop: Drop) => void) | undefined;
  /** Told why events cannot be sent for now, once; null = it goes on again. As `onDrop` otherwise. */
  readonly onProblem?: ((problem: ApiError | null) => void) | undefined;
  /**
   * Given, whenever there is something to send, a promise that resolves once all is sent or lost: as
   * `(promise) => context.waitUntil(promise)` it keeps a worker going.
   */
  readonly waitUntil?: ((sent: Promise<void>) => void) | undefined;
  /** The time of events, epoch milliseconds. `Date.now` unless given. */
  readonly now?: (() => number) | undefined;
}

/** What may be said of an event beside its message. */
export type LogFields = Readonly<Record<string, unknown>>;

/** An event in full. */
export interface LogEntry {
  /** What happened. */
  readonly message: string;
  /** `INFO` unless told. */
  readonly level?: Level | undefined;
  /** In place of the logger's. */
  readonly service?: string | undefined;
  /** Anything that JSON can say; errors with their stacks, and what JSON cannot say as text. */
  readonly fields?: LogFields | undefined;
}

/** Events that are lost. (Where the answer to an earlier try was lost, the API may have them all the same.) */
export interface Drop {
  /**
   * `full`: no room was left. `too_long`: over 256 KiB, and not by its message alone. `refused`: the API does not take
   * it, or its whole batch (400, 413, 415, 422). `closed`: the logger was closed before, or before the API had it.
   */
  readonly reason: "full" | "too_long" | "refused" | "closed";
  /** How many. */
  readonly count: number;
  /** Why, in a sentence. */
  readonly detail: string;
}

/** Where a logger's events are. Taken are `sent` + `waiting` + `dropped`, those that were cut counted by their parts. */
export interface LoggerStatus {
  /** The API said that they are durable. */
  readonly sent: number;
  /** Not yet sent, or sent and not yet confirmed. */
  readonly waiting: number;
  /** Their bytes; at most `bytesMax`. */
  readonly waitingBytes: number;
  /** Lost; `onDrop` was told of each. */
  readonly dropped: number;
}

/** 4 MiB: some 20,000 events of 200 bytes. Memory in all is about twice that at worst, and 1 MiB. */
export const HELD_BYTES_MAX: number = 4 * 1024 * 1024;

/** One request has at most so many events. */
export const SENT_EVENTS_MAX = 1000;

/** One request has at most so many bytes, before they are compressed. */
export const SENT_BYTES_MAX: number = 256 * 1024;

/** Events wait for others that may go along, but not longer. */
export const SEND_AFTER_MS = 1000;

/** `flush` and `close` wait for so long unless told otherwise: about as long as workers let work go on after an answer. */
export const FLUSH_MS = 25_000;
