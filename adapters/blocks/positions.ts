import type { BusPosition } from "../../ports/bus.ts";
import type { Database } from "../../runtime/sqlite.ts";

/** The last bus position of each partition, in order of partitions. */
export function readPositions(database: Database): BusPosition[] {
  return database.statement(
    'SELECT epoch, partition, "offset" FROM position ORDER BY partition',
  ).all<BusPosition>().map((row) => ({ ...row }));
}

/** Replaces the position of its partition, within the caller's transaction. */
export function writePosition(
  database: Database,
  { epoch, partition, offset }: BusPosition,
): void {
  database.statement("INSERT OR REPLACE INTO position VALUES (?, ?, ?)")
    .run(partition, epoch, offset);
}
