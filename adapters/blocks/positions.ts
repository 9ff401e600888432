import type { BusPosition } from "../../ports/bus.ts";
import type { Database } from "../../runtime/sqlite.ts";
import { damagedFileError } from "./damage.ts";
import { tryRead } from "./read_pages.ts";
import { isSoundRow, toRowCrc } from "./row_crc.ts";

/** The last bus position of each partition, in order of partitions. Throws as on a damaged file. */
export function readPositions(database: Database): BusPosition[] {
  const rows = readRows(database);
  if (!rows.every(isSoundRow)) throw damagedFileError("the checksum of a bus position is wrong");
  return rows.map(toPosition);
}

/** Those of {@linkcode readPositions} whose checksums are right. */
export function readSoundPositions(database: Database): BusPosition[] {
  const rows = tryRead(() => readRows(database)) ?? readRoughly(database);
  return rows.filter(isSoundRow).map(toPosition);
}

/** Replaces the position of its partition, within the caller's transaction. */
export function writePosition(
  database: Database,
  { epoch, partition, offset }: BusPosition,
): void {
  const row = [partition, epoch, offset];
  database.statement("INSERT OR REPLACE INTO position VALUES (?, ?, ?, ?)")
    .run(...row, toRowCrc(row));
}

function readRows(database: Database): object[] {
  return database.statement("SELECT * FROM position ORDER BY 1").all<object>();
}

/** Also where a number is too large. */
function readRoughly(database: Database): object[] {
  return database.statement(
    'SELECT partition + 0.0, epoch, "offset" + 0.0, crc + 0.0 FROM position ORDER BY 1',
  ).all<object>();
}

/** Values are taken by their order: names may be damaged in a file that is being salvaged. */
function toPosition(row: object): BusPosition {
  const [partition, epoch, offset] = Object.values(row) as [number, string, number];
  return { epoch, partition, offset };
}
