import type { LogEvent } from "../../core/event.ts";
import type { Database } from "../../runtime/sqlite.ts";
import { isDamage } from "./damage.ts";
import { decodeHead } from "./head_data.ts";

/** A head row: its events, or null and the reason when its bytes are damaged. */
export interface HeadRun {
  /** Its key; never used again. */
  readonly seq: number;
  /** Event `i` arrived as number `firstArrival + i`. */
  readonly firstArrival: number;
  /** How many events it has. */
  readonly count: number;
  /** The latest time of ingestion. */
  readonly maxIngestedMs: number;
  /** In order of arrival; null = damaged. */
  readonly events: LogEvent[] | null;
  /** What is damaged; empty where nothing is. */
  readonly reason: string;
  /** The data as it is stored. */
  readonly bytes: Uint8Array;
}

/** Reads the rows of `head` in order of arrival: all, those after a `seq`, or the one with it. */
export function readHead(
  database: Database,
  { afterSeq = 0, seq = null }: { afterSeq?: number; seq?: number | null } = {},
): HeadRun[] {
  const rows = seq === null
    ? database.statement("SELECT * FROM head WHERE rowid > ? ORDER BY rowid").all<Row>(afterSeq)
    : database.statement("SELECT * FROM head WHERE rowid = ?").all<Row>(seq);
  return rows.map(toRun);
}

/** Values are taken by their order: names may be damaged in a file that is being salvaged. */
type Row = Record<string, number | Uint8Array>;

function toRun(row: Row): HeadRun {
  const [seq, firstArrival, count, maxIngestedMs, bytes] = Object.values(row) as [
    ...[number, number, number, number],
    Uint8Array,
  ];
  const run = { seq, firstArrival, count, maxIngestedMs, bytes };
  try {
    return { ...run, events: decodeHead(bytes, run), reason: "" };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { ...run, events: null, reason: error.message };
  }
}
