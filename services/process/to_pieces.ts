import type { LogEvent } from "../../core/event.ts";
import { parseBatch } from "../../core/parse/parse_batch.ts";
import type { RawBatch } from "../../core/raw_batch.ts";
import type { BusRecord } from "../../ports/bus.ts";

/** Some consecutive records of a delivery, parsed. */
export interface Piece {
  /** Of all batches, in order. */
  readonly events: readonly LogEvent[];
  /** What the events were parsed from. */
  readonly batches: readonly RawBatch[];
  /** Records that cannot be read. */
  readonly broken: readonly BusRecord[];
  /** Whether it is the end of the delivery. */
  readonly isLast: boolean;
}

/**
 * The records of a delivery, a few at a time and parsed as they are taken, so that no more events are in
 * memory than a store likes to have at once. After a crash between two pieces all come again; the first
 * are repeats then.
 */
export function* toPieces(records: readonly BusRecord[], ingestedMs: number): Iterable<Piece> {
  let piece = emptyPiece();
  for (const record of records) {
    const { batch } = record;
    if (batch === null) {
      piece.broken.push(record);
      continue;
    }
    if (piece.events.length > 0 && piece.events.length + batch.ends.length > PIECE_EVENTS_MAX) {
      yield { ...piece, isLast: false };
      piece = emptyPiece();
    }
    const own = parseBatch(batch, ingestedMs);
    piece.batches.push(batch);
    if (piece.events.length === 0) piece.events = own;
    else for (const event of own) piece.events.push(event);
  }
  yield { ...piece, isLast: true };
}

function emptyPiece() {
  return { events: [] as LogEvent[], batches: [] as RawBatch[], broken: [] as BusRecord[] };
}

/** About what a block of the embedded store has at most. */
const PIECE_EVENTS_MAX = 12_000;
