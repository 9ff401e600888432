import type { Database } from "../../runtime/sqlite.ts";
import type { BlockInfo } from "./block_file.ts";
import { isDamage } from "./damage.ts";
import { type HeadNumbers, openHead } from "./head_data.ts";
import { tryRead } from "./read_pages.ts";

/** A head row: what is in it, or null and the reason when its bytes are damaged. */
export interface HeadRow extends HeadNumbers {
  /** Its key; never used again. */
  readonly seq: number;
  /** The latest time of ingestion. */
  readonly maxIngestedMs: number;
  /** Its events in order of arrival; null = damaged. */
  readonly info: Required<BlockInfo> | null;
  /** What is damaged; empty where nothing is. */
  readonly reason: string;
  /** The data as it is stored. */
  readonly bytes: Uint8Array;
}

/** Reads the rows of `head` in order of arrival: all, those after a `seq`, or the one with it. */
export function readHead(
  database: Database,
  { afterSeq = 0, seq = null }: { afterSeq?: number; seq?: number | null } = {},
): HeadRow[] {
  const read = (columns: string) =>
    seq === null
      ? database.statement(`SELECT ${columns} FROM head WHERE rowid > ? ORDER BY rowid`)
        .all<Values>(afterSeq)
      : database.statement(`SELECT ${columns} FROM head WHERE rowid = ?`).all<Values>(seq);
  return (tryRead(() => read("*")) ?? read(ROUGHLY)).map(toHeadRow);
}

/** Also where a number is too large: the row is then found to be damaged, and no other one suffers. */
const ROUGHLY = "rowid, first_arrival + 0.0, n + 0.0, max_ingested + 0.0, data";

/** Values are taken by their order: names may be damaged in a file that is being salvaged. */
type Values = Record<string, number | Uint8Array>;

function toHeadRow(values: Values): HeadRow {
  const [seq, firstArrival, count, maxIngestedMs, bytes] = Object.values(values) as [
    ...[number, number, number, number],
    Uint8Array,
  ];
  const row = { seq, firstArrival, count, maxIngestedMs, bytes };
  try {
    const info = { ...openHead(bytes, row), id: -seq };
    // Its data does not repeat this number.
    if (!Number.isSafeInteger(maxIngestedMs)) {
      row.maxIngestedMs = Math.max(...info.block.ingestedTimes());
    }
    return { ...row, info, reason: "" };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { ...row, info: null, reason: error.message };
  }
}
