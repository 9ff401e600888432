import { UnavailableError } from "../../core/errors.ts";
import type { Query } from "../../core/query/ast.ts";
import type { Arrived, LogReader } from "../../ports/log_store.ts";
import type { Gate } from "../../runtime/gate.ts";
import { toPauseMs } from "../../runtime/retry.ts";
import { type StreamMessage, toMessage } from "./event_stream.ts";
import { showEvent } from "./show_event.ts";
import type { Bytes, StreamClock } from "./stream.ts";

/** What to follow, and how. */
export interface TailOptions {
  /** Followed by `since`. */
  readonly store: Pick<LogReader, "since">;
  /** Which events. */
  readonly query: Query;
  /** What of them; null = all. */
  readonly fields: readonly string[] | null;
  /** Where to begin: a cursor of the store, or `start`. */
  readonly cursor: string;
  /** Whether that is the end: then the client is up to date. */
  readonly isLive: boolean;
  /** Entered for each reading of many events. */
  readonly readings: Gate;
  /** Measures how long the client takes. */
  readonly clock: StreamClock;
}

/**
 * What arrives in the store as messages of an event stream, each with the cursor that goes on behind it. Holds no
 * more than the piece that it gives: the next is read when the client wants it. A client that was up to date and
 * then takes longer than {@linkcode BEHIND_MS} for what arrives is moved on to the end, and told what it missed.
 */
export class TailReader {
  readonly #options: TailOptions;
  #cursor: string;
  #isBegun = false;
  /** Whether the client was ever up to date: until then it is catching up, however long that takes. */
  #wasLive: boolean;
  /** How long the client took for what it was given since it was up to date. */
  #behindMs = 0;
  /** When it was given the last piece. */
  #givenAtMs: number | null = null;
  /** What it was to be told as missed. */
  #missed = 0;
  /** About as many events as go into a piece. */
  #limit = EVENTS_FIRST;
  /** Readings that failed since the last that did not. */
  #failures = 0;
  #pauseMs = 0;
  #isOver = false;

  constructor(options: TailOptions) {
    this.#options = options;
    this.#cursor = options.cursor;
    this.#wasLive = options.isLive;
  }

  /** One or more messages, as soon as there are some; null = none will come. To be called once the last were taken. */
  async next(signal: AbortSignal): Promise<Bytes | null> {
    if (this.#isOver) return null;
    const { clock } = this.#options;
    if (this.#givenAtMs !== null) this.#behindMs += clock.nowMs() - this.#givenAtMs;
    const messages = this.#begin() ?? await this.#try(signal);
    this.#givenAtMs = clock.nowMs();
    return messages;
  }

  /** Who loses the connection before the first event can go on, too. */
  #begin(): Bytes | null {
    if (this.#isBegun) return null;
    this.#isBegun = true;
    return toBytes({ event: "ready", id: this.#cursor, data: {}, retryMs: RETRY_MS });
  }

  /** A store that is away is told, and asked again when that was taken and some time has passed. */
  async #try(signal: AbortSignal): Promise<Bytes> {
    try {
      if (this.#failures > 0) await this.#options.clock.wait(this.#pauseMs, signal);
      const messages = await this.#skip(signal) ?? await this.#read(signal);
      this.#failures = 0;
      return messages;
    } catch (error) {
      return this.#tell(error);
    }
  }

  #tell(error: unknown): Bytes {
    const isAway = error instanceof UnavailableError;
    if (!isAway && !(error instanceof RangeError)) throw error;
    this.#isOver = !isAway; // The store was made anew: the cursor is of no use any more.
    if (isAway) this.#pauseMs = toPauseMs(++this.#failures, error.retryAfterMs ?? 0);
    const data = { status: isAway ? 503 : 400, detail: error.message };
    return toBytes({ event: "problem", id: this.#cursor, data });
  }

  /** Null where nothing was missed. */
  async #skip(signal: AbortSignal): Promise<Bytes | null> {
    const { readings, clock } = this.#options;
    const untilMs = clock.nowMs() + SKIP_MS;
    while (this.#wasLive && this.#behindMs > BEHIND_MS && clock.nowMs() < untilMs) {
      using _ = await readings.enter(signal);
      const arrived = await this.#since({ limit: 0, waitMs: 0, signal });
      this.#cursor = arrived.cursor;
      this.#missed += arrived.matched;
      if (arrived.isEnd) this.#behindMs = 0;
    }
    const count = this.#missed;
    this.#missed = 0;
    return count === 0 ? null : toBytes({ event: "missed", id: this.#cursor, data: { count } });
  }

  /** Waits for one event alone: many clients may wait at once, but few at a time have more than that. */
  async #read(signal: AbortSignal): Promise<Bytes> {
    const arrived = await this.#since({ limit: 1, waitMs: HEARTBEAT_MS, signal });
    using _ = arrived.events.length === 0 ? null : await this.#options.readings.enter(signal);
    const first = this.#write(arrived, PIECE_LENGTH);
    if (first === "") return toBytes({ comment: "heartbeat", id: this.#cursor });
    const isAll = arrived.isEnd || first.length >= PIECE_LENGTH;
    return ENCODER.encode(isAll ? first : first + await this.#readMore(first.length, signal));
  }

  async #readMore(length: number, signal: AbortSignal): Promise<string> {
    let text = "";
    try {
      while (length + text.length < PIECE_LENGTH) {
        const arrived = await this.#since({ limit: this.#limit, waitMs: 0, signal });
        text += this.#write(arrived, PIECE_LENGTH - length - text.length);
        if (arrived.isEnd || arrived.events.length === 0) break;
      }
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error; // The next reading meets it again.
    }
    return text;
  }

  /** The events, until they fill the room; the cursor is behind the last of them. */
  #write({ events, cursor, cursorAfter, isEnd }: Arrived, room: number): string {
    let text = "";
    for (const [index, event] of events.entries()) {
      if (text.length >= room) {
        this.#limit = index;
        return text;
      }
      this.#cursor = index < events.length - 1 ? cursorAfter(index) : cursor;
      text += toMessage({
        event: "log",
        id: this.#cursor,
        data: showEvent(event, this.#options.fields),
      });
    }
    this.#cursor = cursor;
    if (events.length === this.#limit) this.#limit = Math.min(2 * this.#limit, EVENTS_MAX);
    if (isEnd) {
      this.#wasLive = true;
      this.#behindMs = 0;
    }
    return text;
  }

  #since(request: { limit: number; waitMs: number; signal: AbortSignal }): Promise<Arrived> {
    const { store, query } = this.#options;
    return store.since({ after: this.#cursor, query, ...request });
  }
}

function toBytes(message: StreamMessage): Bytes {
  return ENCODER.encode(toMessage(message));
}

const ENCODER = new TextEncoder();

/** A connection on which nothing comes for so long gets a sign of life. */
export const HEARTBEAT_MS = 15_000;

/** See {@linkcode TailReader}. */
export const BEHIND_MS = 10_000;

/** How long a client waits before it connects again. */
const RETRY_MS = 2000;

/** A piece ends behind the event with which it has so many characters. */
const PIECE_LENGTH = 128 * 1024;

/** So many events are asked for first: they may be long. Where they are not, ever more are. */
const EVENTS_FIRST = 16;

const EVENTS_MAX = 256;

/** So long they are counted; then the client is told, and the rest is for the next time. */
const SKIP_MS = 10_000;
