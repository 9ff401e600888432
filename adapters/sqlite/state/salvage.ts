import { openDatabase } from "../../../runtime/sqlite.ts";
import { DamagedFile } from "../shared_file/damaged_file.ts";
import { checksum, type DocumentRow, PAGE_BYTES, prepareSchema } from "./schema.ts";

/**
 * Builds a new state file at `into` from whatever pages of `path` and its WAL can be read, also where SQLite
 * cannot open it; gives how many documents are in it. Of a document that is found more than once the newest
 * counts. Leases are not kept: whoever had one had the file open. Changes nothing at `path`.
 */
export function salvage(path: string, into: string): number {
  using old = new DamagedFile(path, PAGE_BYTES);
  using db = openDatabase({ path: into, pageBytes: PAGE_BYTES });
  prepareSchema(db);
  const put = db.statement(
    `INSERT INTO documents VALUES (?1, ?2, ?3, ?4) ON CONFLICT(key) DO UPDATE
       SET value = ?2, revision = ?3, crc = ?4 WHERE ?3 > revision`,
  );
  db.transaction(() => {
    for (const { values } of old.rows("ttii")) {
      const [key, value, revision, crc] = values as [string, string, number, number];
      const row: DocumentRow = { key, value, revision, crc };
      if (checksum(row) === crc) put.run(key, value, revision, crc);
    }
    db.exec(
      `UPDATE counters SET value = (SELECT coalesce(max(revision), 0) FROM documents)
         WHERE name = 'revision'`,
    );
  });
  return db.statement("SELECT count(*) AS count FROM documents").get<{ count: number }>()!.count;
}
