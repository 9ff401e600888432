import type { Delivery } from "../../ports/bus.ts";

/**
 * Up to when everything that was shipped is stored: alerts judge no time before that. Where the bus has nothing that
 * waits, that is when it was asked; while a backlog is worked off, when the last of it was shipped that is stored.
 */
export class StoredTo {
  /** By partition of the bus. */
  readonly #lanes = new Map<number, { shippedMs: number; seenMs: number }>();
  #toldMs: number | null = null;

  /** Nothing waited in the bus when it was asked at that time, nor after it. */
  caughtUp(askedMs: number): void {
    this.#tell(askedMs);
  }

  /** All pieces of a delivery are stored, unless it was taken back. */
  settled(delivery: Delivery, nowMs: number): void {
    const shippedMs = delivery.records.findLast(({ batch }) => batch !== null)?.batch?.shippedMs;
    if (!delivery.isCurrent() || shippedMs === undefined) return;
    this.#lanes.set(delivery.position.partition, { shippedMs, seenMs: nowMs });
  }

  /** Epoch milliseconds, never less than before; null = nothing is known yet. */
  value(nowMs: number): number | null {
    const busy = [...this.#lanes.values()].filter(({ seenMs }) => nowMs - seenMs < QUIET_MS);
    if (busy.length > 0) this.#tell(Math.min(...busy.map(({ shippedMs }) => shippedMs)));
    return this.#toldMs;
  }

  #tell(toMs: number): void {
    this.#toldMs = Math.max(toMs, this.#toldMs ?? toMs);
  }
}

/** A partition that nothing was stored from for so long has nothing that waits. */
const QUIET_MS = 10_000;
