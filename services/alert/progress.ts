import type { StateStore } from "../../ports/state_store.ts";
import { readHeartbeats } from "../../runtime/heartbeat.ts";

/** Up to when all is known that was shipped, as far as `process` tells; null = it cannot be told. */
export interface StoredProgress {
  /** Epoch milliseconds; null = no `process` runs, or none tells. */
  readonly storedToMs: number | null;
  /** Why not; null = all is well. */
  readonly problem: string | null;
}

/**
 * What the heartbeats of `process` tell. One that ended otherwise than cleanly not long ago may have left something
 * that nobody works on yet: until others have taken over nothing is told.
 */
export async function readStoredTo(state: StateStore, nowMs: number): Promise<StoredProgress> {
  const found = (await readHeartbeats(state, () => nowMs)).filter(({ service }) =>
    service === "process"
  );
  const fresh = found.filter(({ at }) => nowMs - at < FRESH_MS);
  const lost = found.find(({ at }) => nowMs - at >= FRESH_MS && nowMs - at < TAKEOVER_MS);
  if (lost !== undefined) {
    return { storedToMs: null, problem: `process ${lost.instance} has not been heard of` };
  }
  if (fresh.length === 0) return { storedToMs: null, problem: "no process is heard of" };
  const times = fresh.map(({ facts }) => facts.stored_to);
  if (!times.every((time) => typeof time === "number")) {
    return { storedToMs: null, problem: "process does not tell how far it is" };
  }
  return { storedToMs: Math.min(...times as number[]), problem: null };
}

/**
 * Up to when all events are known to have been read: windows that end before are judged. Never goes back. While the
 * reader is behind, what is left to read was stored after the oldest of what it read last.
 */
export class Progress {
  #storedToMs = -Infinity;
  #valueMs: number;

  /** Goes on from there. */
  constructor(valueMs: number) {
    this.#valueMs = valueMs;
  }

  /** Epoch milliseconds. */
  get valueMs(): number {
    return this.#valueMs;
  }

  /** Told before a reading begins; a clock that is ahead says no more than the own one. */
  stored(toMs: number | null, nowMs: number): void {
    if (toMs !== null) this.#storedToMs = Math.max(this.#storedToMs, Math.min(toMs, nowMs));
  }

  /** Told of a reading; `oldestMs`: when the first of its events was ingested. */
  read({ isEnd, oldestMs }: { readonly isEnd: boolean; readonly oldestMs: number }): void {
    const readToMs = isEnd ? Infinity : oldestMs;
    this.#valueMs = Math.max(this.#valueMs, Math.min(this.#storedToMs, readToMs));
  }
}

/** A heartbeat comes every 5 s. */
const FRESH_MS = 15_000;

/** By then others have taken over what a `process` left. */
const TAKEOVER_MS = 60_000;
