import { EVENT_BYTES_MAX } from "../../core/raw_batch.ts";
import type { ApiError } from "../api_error.ts";
import { ASKED_MS_MAX, toPauseMs } from "../repeat.ts";
import { wait as waitByTimer } from "../wait.ts";
import {
  type Drop,
  FLUSH_MS,
  HELD_BYTES_MAX,
  type LogEntry,
  type LogFields,
  type LoggerOptions,
  type LoggerStatus,
  SEND_AFTER_MS,
  SENT_BYTES_MAX,
  SENT_EVENTS_MAX,
} from "./options.ts";
import { type Batch, Outbox } from "./outbox.ts";
import { createSender, type SendBatch } from "./send_batch.ts";
import { toLines } from "./to_lines.ts";

/**
 * Makes a logger; nothing is sent yet. Throws TypeError where the address or the key cannot be used.
 *
 * Events are sent in batches, one after the other, in order, each again and again, as long as it takes, until the API
 * says that it is durable; a repeat stores nothing twice. What finds no room meanwhile is lost, counted, and told.
 */
export function createLogger(options: LoggerOptions): Logger {
  return new Logger(options);
}

/** Sends what a program has to say to LogFlow. Made by {@linkcode createLogger}. */
export class Logger implements AsyncDisposable {
  readonly #options: LoggerOptions;
  readonly #outbox: Outbox;
  readonly #send: SendBatch;
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  /** Ends the waiting for more events. */
  #hurry = new AbortController();
  #isFlushing = false;
  /** Whether the API may have the first batch, though it did not say so. */
  #isDoubtful = false;
  #isClosed = false;
  #isTelling = false;
  #sent = 0;
  #dropped = 0;

  /** As {@linkcode createLogger}. */
  constructor(options: LoggerOptions) {
    this.#options = options;
    const { batchEventsMax = SENT_EVENTS_MAX, batchBytesMax = SENT_BYTES_MAX } = options;
    this.#outbox = new Outbox({ eventsMax: batchEventsMax, bytesMax: batchBytesMax });
    this.#send = createSender(options);
  }

  /** Takes an event to be sent; false where it is lost. Never throws. */
  log(entry: LogEntry): boolean {
    if (this.#isTelling) return false;
    if (this.#isClosed) return this.#drop("closed", 1, "the logger is closed");
    const { now = Date.now, service, fields, bytesMax = HELD_BYTES_MAX } = this.#options;
    const lines = toLines(entry, { service, fields, nowMs: now() }, EVENT_BYTES_MAX);
    if (lines === null) {
      return this.#drop("too_long", 1, `its fields have over ${EVENT_BYTES_MAX} bytes`);
    }
    const bytes = lines.reduce((sum, { length }) => sum + length, 0);
    if (this.#outbox.bytes + bytes > bytesMax) {
      return this.#drop("full", lines.length, `${bytesMax} bytes wait to be sent already`);
    }
    for (const line of lines) this.#outbox.add(line);
    this.#wake();
    return true;
  }

  /** What is of use only to who looks for a fault. */
  debug(message: string, fields?: LogFields): boolean {
    return this.log({ level: "DEBUG", message, fields });
  }

  /** What happens as it should. */
  info(message: string, fields?: LogFields): boolean {
    return this.log({ level: "INFO", message, fields });
  }

  /** What somebody should look at. */
  warn(message: string, fields?: LogFields): boolean {
    return this.log({ level: "WARN", message, fields });
  }

  /** What failed. */
  error(message: string, fields?: LogFields): boolean {
    return this.log({ level: "ERROR", message, fields });
  }

  /** Where the events are. */
  status(): LoggerStatus {
    const { events, bytes } = this.#outbox;
    return { sent: this.#sent, waiting: events, waitingBytes: bytes, dropped: this.#dropped };
  }

  /**
   * Sends now what waits; resolves once nothing does, or after `waitMs` at the latest (then `waiting` is not 0, and
   * goes on being tried). Never rejects.
   */
  async flush(waitMs: number = FLUSH_MS): Promise<LoggerStatus> {
    if (this.#running !== null) {
      this.#isFlushing = true;
      this.#hurry.abort();
      const enough = new AbortController();
      await Promise.race([this.#running, this.#wait(waitMs, enough.signal)]);
      enough.abort();
    }
    return this.status();
  }

  /** As `flush`, and takes nothing more; what then still waits is lost. */
  async close(waitMs?: number): Promise<LoggerStatus> {
    this.#isClosed = true;
    await this.flush(waitMs);
    this.#stopping.abort();
    await this.#running;
    const { events } = this.#outbox;
    this.#outbox.clear();
    if (events > 0) this.#drop("closed", events, "the logger was closed before they were sent");
    return this.status();
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Every event is seen by a run, or begins one. */
  #wake(): void {
    if (this.#outbox.isFull) this.#hurry.abort();
    if (this.#running !== null) return;
    const running = this.#running = this.#run();
    this.#tell((to) => to.waitUntil?.(running));
  }

  /** Sends until nothing waits, or the logger is closed. Never rejects. */
  async #run(): Promise<void> {
    const { sendAfterMs = SEND_AFTER_MS, random = Math.random } = this.#options;
    for (let tries = 0; this.#outbox.events > 0;) {
      if (!this.#outbox.isFull && !this.#isFlushing) {
        this.#hurry = new AbortController();
        await this.#wait(sendAfterMs, this.#hurry.signal);
      }
      const problem = await this.#try(this.#outbox.first());
      if (this.#stopping.signal.aborted) break;
      if (problem !== null) {
        if (tries++ === 0) this.#tell((to) => to.onProblem?.(problem));
        const askedMs = Math.min(problem.retryAfterMs ?? 0, ASKED_MS_MAX);
        await this.#wait(Math.max(askedMs, toPauseMs(tries, random)), this.#stopping.signal);
      } else if (tries > 0) {
        tries = 0;
        this.#tell((to) => to.onProblem?.(null));
      }
    }
    this.#isFlushing = false;
    this.#running = null;
  }

  /** Null = the batch is done with, or was made two of. */
  async #try(batch: Batch): Promise<ApiError | null> {
    const { signal } = this.#stopping;
    try {
      const { accepted, rejected, error } = await this.#send(batch, signal);
      this.#sent += accepted;
      this.#finish(rejected, error);
    } catch (thrown) {
      const error = thrown as ApiError;
      const { status, message } = error;
      if (signal.aborted || !REFUSALS.includes(status)) {
        this.#isDoubtful ||= status < 400 || status >= 500;
        return error;
      }
      // Halves of what may be stored would be stored again.
      const isHalved = status === 413 && !this.#isDoubtful && this.#outbox.split();
      if (!isHalved) this.#finish(batch.events, message);
    }
    return null;
  }

  /** The first batch is done with, so many of its events lost. */
  #finish(lost: number, detail: string): void {
    this.#outbox.remove();
    this.#isDoubtful = false;
    if (lost > 0) this.#drop("refused", lost, detail);
  }

  /** Resolves also once the signal fires. */
  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return (this.#options.wait ?? waitByTimer)(ms, signal).catch(() => {});
  }

  #drop(reason: Drop["reason"], count: number, detail: string): false {
    this.#dropped += count;
    this.#tell((to) => to.onDrop?.({ reason, count, detail }));
    return false;
  }

  /** What the callbacks themselves do wrong is not to end the sending. */
  #tell(tell: (to: LoggerOptions) => void): void {
    this.#isTelling = true;
    try {
      tell(this.#options);
    } catch {
      /* It was theirs to tell. */
    } finally {
      this.#isTelling = false;
    }
  }
}

/** What the batch itself is refused for: nothing would ever let it in. All else may be mended. */
const REFUSALS: readonly number[] = [400, 413, 415, 422];
