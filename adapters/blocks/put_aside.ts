import type { Database } from "../../runtime/sqlite.ts";
import type { StoredBlock } from "./stored_block.ts";

/** Bytes that can no longer be read, kept in the table `broken`. */
export interface BrokenPart {
  /** Such as `block 12` or `block 12 column 3`. */
  readonly part: string;
  /** How many events were in it; 0 where another part counts them. */
  readonly events: number;
  /** What is wrong with it. */
  readonly reason: string;
  /** As they were in the file; damage may have made a text or nothing of them. */
  readonly bytes: Uint8Array;
}

/** Keeps the bytes of a broken part, within the caller's transaction. */
export function putAside(database: Database, { part, events, reason, bytes }: BrokenPart): void {
  database.statement("INSERT INTO broken (part, n, reason, data) VALUES (?, ?, ?, ?)")
    .run(part, Number.isSafeInteger(events) ? events : 0, reason, bytes ?? new Uint8Array(0));
}

/** Keeps all bytes of a broken block, within the caller's transaction. */
export function putBlockAside(database: Database, { row, columns, fault }: StoredBlock): void {
  const reason = fault ?? "";
  putAside(database, { part: `block ${row.id}`, events: row.n, reason, bytes: row.meta });
  for (const [index, bytes] of columns) {
    putAside(database, { part: `block ${row.id} column ${index}`, events: 0, reason, bytes });
  }
}
