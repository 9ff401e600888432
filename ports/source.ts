import type { RawBatch } from "../core/raw_batch.ts";

/** Where log lines come from: files, standard input. */
export interface Source extends AsyncDisposable {
  /**
   * Readings until `signal` fires or the source ends. Before a reading is handed out, everything
   * needed to hand it out again, byte for byte, is durable. The next reading is handed out only after
   * the last one's `confirm`. After a restart the unconfirmed reading comes first, the same as before.
   */
  read(signal: AbortSignal): AsyncIterable<Reading>;

  /** What was read so far. */
  status(): SourceStatus;
}

/** Some batches, each of one origin, no origin twice. */
export interface Reading {
  /** At least one. */
  readonly batches: readonly RawBatch[];
  /** The batches are durable elsewhere. (That itself becomes durable with the next reading or the end.) */
  confirm(): void;
}

/** Counts over the life of the checkpoint, and what is open. */
export interface SourceStatus {
  /** Events handed out and confirmed. */
  readonly events: number;
  /** Blank lines dropped. */
  readonly blank: number;
  /** Bytes of known files not read yet. */
  readonly behindBytes: number;
  /** Known now. */
  readonly files: number;
}
