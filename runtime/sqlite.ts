import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

/**
 * An open SQLite file in WAL mode with synchronous=FULL: a transaction that returned is on disk.
 * All calls block; keep transactions short.
 */
export interface Database extends Disposable {
  /** As given to {@linkcode openDatabase}. */
  readonly path: string;
  /** Runs statements without parameters. */
  exec(sql: string): void;
  /** Compiled once a text, then reused. */
  statement(sql: string): Statement;
  /** Runs `work` between BEGIN IMMEDIATE and COMMIT; rolls back when it throws. Not nestable. */
  transaction<T>(work: () => T): T;
}

/**
 * A compiled statement; rows are plain objects, BLOBs Uint8Array, integers numbers (≤ 2^53). A larger one is an
 * error that {@linkcode isCorrupt} knows.
 */
export interface Statement {
  /** Runs it to its end; the row made last, and how many changed. */
  run(...values: SQLInputValue[]): { lastInsertRowid: number; changes: number };
  /** Its first row; undefined = none. */
  get<T>(...values: SQLInputValue[]): T | undefined;
  /** All its rows, in memory. */
  all<T>(...values: SQLInputValue[]): T[];
}

/** How to open. */
export interface DatabaseOptions {
  /** Of the file; `-wal` and `-shm` stand beside it. */
  readonly path: string;
  /** Default false; the file must exist then. */
  readonly readOnly?: boolean;
  /** Applied when a file is made. Default {@linkcode PAGE_BYTES}. */
  readonly pageBytes?: number;
  /** How long a call waits for another process's transaction. Default 5000. */
  readonly busyMs?: number;
  /** Called before every operation that reads or writes the file; throws to make it fail (tests). */
  readonly fault?: (operation: string) => void;
}

/** No format of a file (its `user_version`) will ever be above this: it is damage. */
export const VERSION_MAX = 15;

/** Size of a page unless told otherwise. */
export const PAGE_BYTES = 8192;

/** Opens (and, unless read-only, makes) a database file. Throws SQLite's own errors. */
export function openDatabase(options: DatabaseOptions): Database {
  const fault = options.fault ?? (() => {});
  fault("open");
  const database = new DatabaseSync(options.path, { readOnly: options.readOnly ?? false });
  try {
    database.exec(`PRAGMA busy_timeout = ${options.busyMs ?? 5000}`);
    if (!options.readOnly) {
      database.exec(`PRAGMA page_size = ${options.pageBytes ?? PAGE_BYTES}`);
      database.exec(
        "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
      );
    }
  } catch (error) {
    database.close();
    throw error;
  }
  return new OpenDatabase(options.path, database, fault);
}

/** How the tables and indexes of a file were made, as SQLite keeps it; those it makes on its own have no text. */
export function readStatements(database: Database): string[] {
  return database.statement("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
    .all<{ sql: string }>().map(({ sql }) => sql);
}

/** Whether an error says that the file's content is damaged (SQLITE_CORRUPT, SQLITE_NOTADB). */
export function isCorrupt(error: unknown): boolean {
  return hasMessage(
    error,
    /database disk image is malformed|file is not a database|malformed database schema/,
  );
}

/** Whether an error says that there is no room or that the device fails (SQLITE_FULL, SQLITE_IOERR). */
export function isDiskFault(error: unknown): boolean {
  return hasMessage(error, /database or disk is full|disk I\/O error|unable to open database file/);
}

/** Whether an error says that there is no room (SQLITE_FULL). */
export function isDiskFull(error: unknown): boolean {
  return hasMessage(error, /database or disk is full/);
}

/** Whether another process held the file for longer than `busyMs` (SQLITE_BUSY). */
export function isBusy(error: unknown): boolean {
  return hasMessage(error, /database is locked/);
}

/** node:sqlite under Deno has no error codes, only SQLite's own fixed English texts. */
function hasMessage(error: unknown, text: RegExp): boolean {
  return error instanceof Error && text.test(error.message);
}

class OpenDatabase implements Database {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #fault: (operation: string) => void;
  readonly #statements = new Map<string, Statement>();

  constructor(path: string, database: DatabaseSync, fault: (operation: string) => void) {
    this.path = path;
    this.#database = database;
    this.#fault = fault;
  }

  exec(sql: string): void {
    this.#fault("exec");
    this.#database.exec(sql);
  }

  statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = toStatement(this.#database.prepare(sql), this.#fault);
    this.#statements.set(sql, made);
    return made;
  }

  transaction<T>(work: () => T): T {
    this.#fault("begin");
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#fault("commit");
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }
}

function toStatement(raw: StatementSync, fault: (operation: string) => void): Statement {
  return {
    run(...values) {
      fault("run");
      const { lastInsertRowid, changes } = raw.run(...values);
      if (lastInsertRowid > Number.MAX_SAFE_INTEGER) throw largeNumberError();
      return { lastInsertRowid: Number(lastInsertRowid), changes: Number(changes) };
    },
    get<T>(...values: SQLInputValue[]) {
      fault("get");
      try {
        return raw.get(...values) as T | undefined;
      } catch (error) {
        throw translateLarge(error);
      }
    },
    all<T>(...values: SQLInputValue[]) {
      fault("all");
      try {
        return raw.all(...values) as T[];
      } catch (error) {
        throw translateLarge(error);
      }
    },
  };
}

/** Nothing writes a number above 2^53: one that `node:sqlite` refuses to give is damage. */
function translateLarge(error: unknown): unknown {
  if (!hasMessage(error, /too large to be represented as a JavaScript number/)) return error;
  return largeNumberError(error);
}

function largeNumberError(cause?: unknown): Error {
  return new Error("database disk image is malformed: a number is too large", { cause });
}
