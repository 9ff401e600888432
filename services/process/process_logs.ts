import { ConflictError } from "../../core/errors.ts";
import type { Bus, Delivery } from "../../ports/bus.ts";
import type { AppendResult, LogWriter } from "../../ports/log_store.ts";
import { publish } from "../../runtime/publish.ts";
import type { Dependency } from "../../runtime/count_errors.ts";
import { retry, type RetryOptions } from "../../runtime/retry.ts";
import { toBrokenLetter, toRejectedLetter } from "./dead_letter.ts";
import type { StoredTo } from "./stored_to.ts";
import { type Piece, toPieces } from "./to_pieces.ts";

/** What `process` works with. */
export interface ProcessPorts {
  /** Where raw batches come from and dead letters go. */
  readonly bus: Bus;
  /** Where events go. */
  readonly store: LogWriter;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Kept up to date. */
  readonly storedTo?: StoredTo;
  /** Told after each delivery that became durable in the store. */
  readonly onStored?: (delivery: StoredDelivery) => void;
  /** Told each time the store or the bus could not serve, before the wait. */
  readonly onRetry?: (
    failed: { readonly of: Dependency; readonly error: Error },
    delayMs: number,
  ) => void;
  /** Told when it could again. */
  readonly onRecovered?: () => void;
  /** Told when another writer went on with a partition; it is begun anew behind what that one stored. */
  readonly onConflict?: (error: Error) => void;
}

/** What became of one delivery. */
export interface StoredDelivery {
  /** Events that are new in the store. */
  readonly stored: number;
  /** Those that it had. */
  readonly duplicates: number;
  /** Dead letters of records that cannot be read. */
  readonly unreadable: number;
  /** Dead letters of events that the store refused. */
  readonly refused: number;
  /** Of each batch, how long it took from being shipped to being stored, milliseconds; [] = it was taken back. */
  readonly waitedMs: readonly number[];
}

/** The consumer group of `process` on `logs-raw`. */
export const PROCESS_GROUP = "process";

/**
 * Parses what `logs-raw` delivers, stores it, and acknowledges it, until `signal` fires. What can
 * be neither read nor stored goes to `logs-dead` with its reason and bytes, before the acknowledgement.
 * Goes on where the store is, not the consumer group: what it has it need not be told again, and one that
 * was put aside or restored is filled from whatever the bus still keeps. While one piece is being stored the
 * next is parsed and announced, and what is stored is acknowledged.
 */
export async function processLogs(ports: ProcessPorts, signal: AbortSignal): Promise<void> {
  for (let isDone = false; !isDone;) isDone = await follow(ports, signal);
}

/** False where another writer went on with a partition: then it is begun anew, behind what that one stored. */
async function follow(ports: ProcessPorts, signal: AbortSignal): Promise<boolean> {
  try {
    await storeDeliveries(ports, signal);
    return true;
  } catch (error) {
    if (error instanceof TakenOver) return false;
    throw error;
  }
}

async function storeDeliveries(ports: ProcessPorts, signal: AbortSignal): Promise<void> {
  const failed = new AbortController();
  const ending = AbortSignal.any([signal, failed.signal]);
  const patience = {
    bus: toPatience(ports, "bus", signal),
    store: toPatience(ports, "store", signal),
  };
  const after = () => retry(() => ports.store.positions(), patience.store);
  let storing: Promise<void> = Promise.resolve();
  let acknowledging: Promise<void> = Promise.resolve();
  const options = { group: PROCESS_GROUP, signal: ending, after };
  for await (const delivery of ports.bus.subscribe("logs-raw", options)) {
    const work = new DeliveryWork(ports, delivery, patience);
    for (const piece of work.pieces()) {
      work.announce(piece);
      await storing.catch((error) => work.giveBack(error));
      storing = work.store(piece);
      storing.catch(() => failed.abort()); // It is thrown below; nothing more is to be delivered.
    }
    const before = acknowledging;
    acknowledging = storing.then(() => before).then(() => work.acknowledge());
    acknowledging.catch(() => failed.abort()); // As above.
  }
  await storing;
  await acknowledging;
}

type Patience = Readonly<Record<Dependency, RetryOptions>>;

function toPatience(
  { onRetry, onRecovered }: ProcessPorts,
  of: Dependency,
  signal: AbortSignal,
): RetryOptions {
  return {
    signal,
    ...(onRetry && { onRetry: (error, delayMs) => onRetry({ of, error }, delayMs) }),
    ...(onRecovered && { onRecovered }),
  };
}

/** Another writer went on with a partition. */
class TakenOver extends Error {}

/** What is done with one delivery, piece by piece, in order. */
class DeliveryWork {
  readonly #ports: ProcessPorts;
  readonly #delivery: Delivery;
  readonly #patience: Patience;
  readonly #ingestedMs: number;
  #counts = { stored: 0, duplicates: 0, unreadable: 0, refused: 0 };

  constructor(ports: ProcessPorts, delivery: Delivery, patience: Patience) {
    this.#ports = ports;
    this.#delivery = delivery;
    this.#patience = patience;
    this.#ingestedMs = ports.now();
  }

  /** Its events, parsed as they are taken. */
  pieces(): Iterable<Piece> {
    return toPieces(this.#delivery.records, this.#ingestedMs);
  }

  /** While the piece before it is being stored. */
  announce({ events }: Piece): void {
    if (this.#delivery.isCurrent()) this.#ports.store.ahead(events, this.#delivery.position);
  }

  /** What is stored before it was not; throws why. */
  async giveBack(error: unknown): Promise<never> {
    await this.#delivery.nack();
    throw error;
  }

  /** What was taken back meanwhile is left to who has it now. */
  async store(piece: Piece): Promise<void> {
    if (!this.#delivery.isCurrent()) return;
    try {
      await this.#append(piece);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      await this.#delivery.nack();
      this.#ports.onConflict?.(error);
      throw new TakenOver(error.message, { cause: error });
    }
  }

  /** Once all pieces are stored. */
  async acknowledge(): Promise<void> {
    const storedMs = this.#ports.now();
    this.#ports.storedTo?.settled(this.#delivery, storedMs);
    const waitedMs = this.#delivery.isCurrent() ? this.#toWaits(storedMs) : [];
    await retry(() => this.#delivery.ack(), this.#patience.bus);
    this.#ports.onStored?.({ ...this.#counts, waitedMs });
  }

  #toWaits(storedMs: number): number[] {
    return this.#delivery.records.flatMap(({ batch }) =>
      batch === null ? [] : [storedMs - batch.shippedMs]
    );
  }

  async #append({ batches, broken, events, isLast }: Piece): Promise<void> {
    const place = { topic: "logs-raw", nowMs: this.#ingestedMs } as const;
    if (broken.length > 0) {
      await this.#bury(await Promise.all(broken.map((record) => toBrokenLetter(record, place))));
      this.#counts.unreadable += broken.length;
    }
    const { rejected, ...counts } = await this.#store(events, !isLast);
    this.#counts.stored += counts.stored;
    this.#counts.duplicates += counts.duplicates;
    if (rejected.length === 0) return;
    await this.#bury(
      rejected.map(({ event, reason }) => toRejectedLetter(batches, event, reason)),
    );
    this.#counts.refused += rejected.length;
    if (isLast) await this.#store([], false);
  }

  /** With each try it is looked whether the delivery was taken back: then others may have gone on with it. */
  #store(events: Piece["events"], more: boolean): Promise<AppendResult> {
    const delivery = this.#delivery;
    const { store } = this.#ports;
    return retry(
      () => delivery.isCurrent() ? store.append(events, delivery.position, more) : NOT_STORED,
      this.#patience.store,
    );
  }

  /** Durable there before the position of the store passes them. */
  async #bury(letters: Parameters<Bus["publish"]>[1]): Promise<void> {
    await publish(this.#ports.bus, { topic: "logs-dead", batches: letters }, this.#patience.bus);
  }
}

const NOT_STORED: AppendResult = { stored: 0, duplicates: 0, rejected: [] };
