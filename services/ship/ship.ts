import type { RawBatch } from "../../core/raw_batch.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Source } from "../../ports/source.ts";
import { publish } from "../../runtime/publish.ts";

/** What `ship` works with. */
export interface ShipPorts {
  /** Where lines come from; it keeps the checkpoint. */
  readonly source: Source;
  /** Where they go. */
  readonly bus: Pick<Bus, "publish">;
  /** Told after each reading that became durable on the bus. */
  readonly onShipped?: (batches: readonly RawBatch[]) => void;
  /** Told each time the bus could not take a reading, before the wait. */
  readonly onRetry?: (error: Error, delayMs: number) => void;
}

/**
 * Carries readings from the source to `logs-raw`, one after the other, until `signal` fires or the
 * source ends. A full or absent bus holds the source back; nothing is confirmed before it is durable.
 */
export async function ship(ports: ShipPorts, signal: AbortSignal): Promise<void> {
  const { source, bus, onShipped, onRetry } = ports;
  for await (const { batches, confirm } of source.read(signal)) {
    await publish(bus, { topic: "logs-raw", batches }, { signal, ...(onRetry && { onRetry }) });
    confirm();
    onShipped?.(batches);
  }
}
