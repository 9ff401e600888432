import { ConflictError } from "../../core/errors.ts";
import type {
  ListRequest,
  StateDocument,
  StateStore,
  StateValue,
} from "../../ports/state_store.ts";
import {
  assertKey,
  assertListRequest,
  encodeValue,
  toPrefixEnd,
} from "../../runtime/state_bounds.ts";
import type { Database } from "../../runtime/sqlite.ts";
import { FileGuard } from "./shared_file/file_guard.ts";
import { closeSharedFile, type OpenFile } from "./shared_file/open_shared_file.ts";
import { nextNumber } from "./state/next_number.ts";
import { openStateFile, type SqliteStateOptions } from "./state/open_file.ts";
import { assertWhole, checksum, type DocumentRow } from "./state/schema.ts";

/** Opens the embedded state store: documents in one SQLite file that several processes share. */
export async function openSqliteStateStore(options: SqliteStateOptions): Promise<StateStore> {
  return new SqliteStateStore(await openStateFile(options), options.now ?? Date.now);
}

class SqliteStateStore implements StateStore {
  readonly #file: OpenFile;
  readonly #guard: FileGuard;
  readonly #now: () => number;
  #open = true;

  constructor(file: OpenFile, now: () => number) {
    this.#file = file;
    this.#guard = new FileGuard(file);
    this.#now = now;
  }

  // deno-lint-ignore require-await -- what it throws is to reject
  async read(key: string): Promise<StateDocument | null> {
    assertKey(key);
    return this.#run("read", (db) => {
      const row = db.statement("SELECT * FROM documents WHERE key = ?").get<DocumentRow>(key);
      return row === undefined ? null : toDocument(row);
    });
  }

  // deno-lint-ignore require-await -- as above
  async list(request: ListRequest): Promise<StateDocument[]> {
    assertListRequest(request);
    const { prefix, after, limit } = request;
    const end = toPrefixEnd(prefix);
    const sql = `SELECT * FROM documents WHERE key >= ? AND key > ?
      ${end === null ? "" : "AND key < ?"} ORDER BY key LIMIT ?`;
    const values = [prefix, after ?? "", ...end === null ? [] : [end], limit];
    return this.#run("read", (db) => db.statement(sql).all<DocumentRow>(...values).map(toDocument));
  }

  // deno-lint-ignore require-await -- as above
  async write(key: string, value: StateValue, expected: number | null): Promise<number> {
    assertKey(key);
    const text = encodeValue(value);
    return this.#change((db) => {
      assertRevision(db, key, expected);
      const revision = nextNumber(db, { name: "revision", nowMs: this.#now() });
      db.statement(
        `INSERT INTO documents VALUES (?1, ?2, ?3, ?4)
           ON CONFLICT(key) DO UPDATE SET value = ?2, revision = ?3, crc = ?4`,
      ).run(key, text, revision, checksum({ key, value: text, revision }));
      return revision;
    });
  }

  // deno-lint-ignore require-await -- as above
  async remove(key: string, expected: number): Promise<void> {
    assertKey(key);
    this.#change((db) => {
      assertRevision(db, key, expected);
      db.statement("DELETE FROM documents WHERE key = ?").run(key);
    });
  }

  // deno-lint-ignore require-await -- as above
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    closeSharedFile(this.#file);
  }

  #change<T>(work: (db: Database) => T): T {
    return this.#run("write to", (db) => db.transaction(() => work(db)));
  }

  #run<T>(action: string, work: (db: Database) => T): T {
    if (!this.#open) {
      throw new Error(`Cannot use state store "${this.#file.db.path}": it is closed`);
    }
    return this.#guard.run(action, () => work(this.#file.db));
  }
}

function assertRevision(db: Database, key: string, expected: number | null): void {
  const row = db.statement("SELECT revision FROM documents WHERE key = ?")
    .get<{ revision: number }>(key);
  const found = row?.revision ?? null;
  if (found === expected) return;
  throw new ConflictError(
    `Cannot change document ${JSON.stringify(key)}: its revision is ${found ?? "none"}, not ${
      expected ?? "none"
    }`,
  );
}

function toDocument(row: DocumentRow): StateDocument {
  assertWhole(row);
  return { key: row.key, value: JSON.parse(row.value) as StateValue, revision: row.revision };
}
