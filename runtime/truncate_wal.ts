import type { Database } from "./sqlite.ts";

/**
 * Writes the WAL back into the file and gives its room to the disk. Where somebody is in the way, and still
 * is after `waitMs`, as much is written back as can be. Throws SQLite's error where the file cannot grow.
 */
export function truncateWal(database: Database, waitMs = 0): void {
  const { timeout } = database.statement("PRAGMA busy_timeout").get<{ timeout: number }>()!;
  database.exec(`PRAGMA busy_timeout = ${waitMs}`);
  try {
    database.statement("PRAGMA wal_checkpoint(TRUNCATE)").all();
  } finally {
    database.exec(`PRAGMA busy_timeout = ${timeout}`);
  }
}
