import type { Delivery } from "../../ports/bus.ts";

/**
 * Up to when everything that was shipped is stored: alerts judge no time before that. While nothing is outstanding
 * that is now; while a backlog is worked off, when the last of it was shipped that is stored.
 */
export class StoredTo {
  /** Deliveries that are not stored yet. */
  readonly #outstanding = new Set<Delivery>();
  /** By partition of the bus. */
  readonly #lanes = new Map<number, { shippedMs: number; seenMs: number }>();
  #toldMs: number | null = null;

  /** What was outstanding is delivered again. */
  begin(): void {
    this.#outstanding.clear();
  }

  /** It is to be stored. */
  delivered(delivery: Delivery): void {
    this.#outstanding.add(delivery);
  }

  /** It is stored, unless it was taken back. */
  settled(delivery: Delivery, nowMs: number): void {
    this.#outstanding.delete(delivery);
    const shippedMs = delivery.records.findLast(({ batch }) => batch !== null)?.batch?.shippedMs;
    if (!delivery.isCurrent() || shippedMs === undefined) return;
    this.#lanes.set(delivery.position.partition, { shippedMs, seenMs: nowMs });
  }

  /**
   * Epoch milliseconds, never less than before; null = nothing is known yet. `isWell` is false while the bus or
   * the store cannot be reached: what waits in the bus cannot be seen then.
   */
  value(nowMs: number, isWell: boolean): number | null {
    if (!isWell) return this.#toldMs;
    const busy = [...this.#lanes.values()].filter(({ seenMs }) => nowMs - seenMs < QUIET_MS);
    const upToMs = this.#outstanding.size === 0
      ? nowMs - MARGIN_MS
      : busy.length === 0
      ? null
      : Math.min(...busy.map(({ shippedMs }) => shippedMs));
    if (upToMs !== null) this.#toldMs = Math.max(upToMs, this.#toldMs ?? upToMs);
    return this.#toldMs;
  }
}

/** What was published may not be delivered yet. */
const MARGIN_MS = 1000;

/** A partition that nothing was stored from for so long has nothing that waits. */
const QUIET_MS = 10_000;
