import type { Database } from "./sqlite.ts";

/**
 * Writes the WAL back into the file and gives its room to the disk, unless somebody is in the way: then as
 * much is written back as can be, without waiting. Throws SQLite's error where the file cannot grow.
 */
export function truncateWal(database: Database): void {
  const { timeout } = database.statement("PRAGMA busy_timeout").get<{ timeout: number }>()!;
  database.exec("PRAGMA busy_timeout = 0");
  try {
    database.statement("PRAGMA wal_checkpoint(TRUNCATE)").all();
  } finally {
    database.exec(`PRAGMA busy_timeout = ${timeout}`);
  }
}
