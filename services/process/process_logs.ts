import type { LogEvent } from "../../core/event.ts";
import { parseBatch } from "../../core/parse/parse_batch.ts";
import type { RawBatch } from "../../core/raw_batch.ts";
import type { Bus, BusPosition, Delivery } from "../../ports/bus.ts";
import type { AppendResult, LogWriter } from "../../ports/log_store.ts";
import { retry, type RetryOptions } from "../../runtime/retry.ts";
import { toBrokenLetter, toRejectedLetter } from "./dead_letter.ts";

/** What `process` works with. */
export interface ProcessPorts {
  /** Where raw batches come from and dead letters go. */
  readonly bus: Bus;
  /** Where events go. */
  readonly store: LogWriter;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told after each delivery that became durable in the store. */
  readonly onStored?: (result: Omit<AppendResult, "rejected">, dead: number) => void;
  /** Told each time the store or the bus could not serve, before the wait. */
  readonly onRetry?: (error: Error, delayMs: number) => void;
}

/** The consumer group of `process` on `logs-raw`. */
export const PROCESS_GROUP = "process";

/**
 * Parses what `logs-raw` delivers, stores it, and acknowledges it, until `signal` fires. What can
 * be neither read nor stored goes to `logs-dead` with its reason and bytes, before the acknowledgement.
 */
export async function processLogs(ports: ProcessPorts, signal: AbortSignal): Promise<void> {
  const { bus, store, onRetry } = ports;
  const patience = { signal, ...(onRetry && { onRetry }) };
  const after = await startAfter(bus, store);
  for await (const delivery of bus.subscribe("logs-raw", { group: PROCESS_GROUP, signal, after })) {
    await processDelivery(ports, delivery, patience);
    await retry(() => delivery.ack(), patience);
  }
}

/**
 * Where to go on: the group's own place, but not after what the store has. (A store that was put aside
 * or restored is filled again from whatever the bus still keeps; one that is ahead recognises repeats.)
 */
async function startAfter(bus: Bus, store: LogWriter): Promise<BusPosition | null> {
  const { epoch, groups } = await bus.status("logs-raw");
  const acknowledged = groups.find(({ group }) => group === PROCESS_GROUP)?.offset ?? -1;
  const stored = (await store.positions()).find((position) => position.epoch === epoch);
  if (stored !== undefined && stored.offset >= acknowledged) return null;
  return stored ?? { epoch, partition: 0, offset: -1 };
}

async function processDelivery(
  ports: ProcessPorts,
  delivery: Delivery,
  patience: RetryOptions,
): Promise<void> {
  const { bus, store } = ports;
  const ingestedMs = ports.now();
  const batches: RawBatch[] = [];
  const dead: RawBatch[] = [];
  const place = { topic: "logs-raw", nowMs: ingestedMs } as const;
  for (const record of delivery.records) {
    if (record.batch === null) dead.push(await toBrokenLetter(record, place));
    else batches.push(record.batch);
  }
  let [stored, duplicates] = [0, 0];
  for (const { events, isLast } of toPieces(batches, ingestedMs)) {
    const position = isLast ? delivery.position : null;
    const result = await retry(() => store.append(events, position), patience);
    stored += result.stored;
    duplicates += result.duplicates;
    for (const { event, reason } of result.rejected) {
      dead.push(toRejectedLetter(batches, event, reason));
    }
  }
  if (dead.length > 0) await retry(() => bus.publish("logs-dead", dead), patience);
  ports.onStored?.({ stored, duplicates }, dead.length);
}

/**
 * The events of a delivery, a few batches at a time, so that no more of them are in memory than a store
 * likes to have at once. After a crash between two pieces all come again; the first are repeats then.
 */
function* toPieces(
  batches: readonly RawBatch[],
  ingestedMs: number,
): Iterable<{ readonly events: LogEvent[]; readonly isLast: boolean }> {
  let events: LogEvent[] = [];
  for (const [i, batch] of batches.entries()) {
    if (events.length > 0 && events.length + batch.positions.length > PIECE_EVENTS_MAX) {
      yield { events, isLast: false };
      events = [];
    }
    const own = parseBatch(batch, ingestedMs);
    if (events.length === 0) events = own;
    else for (const event of own) events.push(event);
    if (i === batches.length - 1) yield { events, isLast: true };
  }
  if (batches.length === 0) yield { events, isLast: true };
}

/** About what a block of the embedded store has at most. */
const PIECE_EVENTS_MAX = 12_000;
