import type { Query } from "../../core/query/ast.ts";
import { UnavailableError } from "../../core/errors.ts";
import type { Arrived } from "../../ports/log_store.ts";
import { isDue } from "../../runtime/is_due.ts";
import { toPauseMs } from "../../runtime/retry.ts";
import type { AlertPorts } from "./ports.ts";

/** Reads what arrives, from a cursor on. A store that is away keeps nobody from doing other things meanwhile. */
export class Arrivals {
  readonly #ports: Pick<AlertPorts, "store" | "now" | "wait" | "listener">;
  readonly #signal: AbortSignal;
  #cursor: string;
  #tries = 0;
  #nextMs = -Infinity;
  /** The query that costs the store too much: all is read in its place. */
  #costly: Query | null = null;

  /** Until the signal fires; `cursor` may be an end. */
  constructor(
    ports: Pick<AlertPorts, "store" | "now" | "wait" | "listener">,
    { cursor, signal }: { readonly cursor: string; readonly signal: AbortSignal },
  ) {
    this.#ports = ports;
    this.#signal = signal;
    this.#cursor = cursor;
  }

  /** Where to go on. */
  get cursor(): string {
    return this.#cursor;
  }

  /**
   * What arrived, or nothing after a moment; null = the store cannot be reached now, which is told. More than the
   * query takes may be given.
   */
  async read(query: Query): Promise<Arrived | null> {
    const { now, wait, listener } = this.#ports;
    if (!isDue(now(), this.#nextMs, PAUSE_MS_MAX)) {
      await wait(WAIT_MS, this.#signal);
      return null;
    }
    try {
      const arrived = await this.#readOn(query);
      this.#tries = 0;
      this.#cursor = arrived.cursor;
      return arrived;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      this.#nextMs = now() + toPauseMs(++this.#tries, error.retryAfterMs ?? 0);
      listener.problem(error.message);
      return null;
    }
  }

  async #readOn(query: Query): Promise<Arrived> {
    const isCostly = query === this.#costly;
    try {
      return await this.#since(isCostly ? ALL : query, this.#cursor);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const arrived = isCostly ? null : await orNull(this.#since(ALL, this.#cursor));
      if (arrived !== null) this.#costly = query;
      else if (this.#cursor === "end") throw error;
      this.#ports.listener.warn(error.message);
      // A cursor that is of no use any more was of a store that is gone.
      return arrived ?? await this.#since(ALL, "start");
    }
  }

  #since(query: Query, after: string): Promise<Arrived> {
    const { store } = this.#ports;
    const request = { limit: EVENTS_MAX, waitMs: WAIT_MS, query, signal: this.#signal };
    return store.since({ ...request, after });
  }
}

async function orNull(reading: Promise<Arrived>): Promise<Arrived | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const ALL: Query = { kind: "all" };

/** Events of one reading. */
const EVENTS_MAX = 5000;

/** Also how late it is noticed that time has passed. */
const WAIT_MS = 200;

/** As `retry` has it. */
const PAUSE_MS_MAX = 10_000;
