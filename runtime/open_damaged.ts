import { copyWal, type WalCopy, writeAll } from "./copy_wal.ts";
import { FileBytes } from "./file_bytes.ts";
import { removeIfThere } from "./put_aside.ts";
import { rateTables } from "./rate_tables.ts";
import { type Database, isDiskFull, openDatabase, readStatements } from "./sqlite.ts";
import { makeFrame } from "./wal.ts";

/** How to open. */
export interface OpenDamagedOptions {
  /** The damaged file; nobody in this process may have it open. */
  readonly path: string;
  /** A folder on the same file system, made and removed again. */
  readonly scratch: string;
  /** Page size that `path` was made with. */
  readonly pageBytes: number;
  /**
   * Each makes the tables in an empty file, one way in which such a file may have come by them: where a table
   * begins depends on that.
   */
  readonly histories: readonly ((database: Database) => void)[];
  /** As in `DatabaseOptions`, for what is written. */
  readonly fault?: (operation: string) => void;
}

/** A damaged file, open for reading. */
export interface DamagedDatabase extends Disposable {
  /** Read-only. */
  readonly database: Database;
  /**
   * Whether its WAL is damaged, and some pages are older than others, or were left by a transaction that
   * perhaps never came to its end.
   */
  readonly mixed: WalCopy["mixed"];
}

/**
 * Opens a damaged file so that all of its whole pages can be read, also where the first one, which says what
 * stands where, is not among them. `path` and its WAL stay as they are: SQLite reads the file under another
 * name (a hard link), beside which a WAL has what can be read of the own one, and a first page made anew.
 * Which one is told by the rows that are found through it. On a file system without hard links the file is
 * read as it is.
 */
export function openDamaged(options: OpenDamagedOptions): DamagedDatabase {
  const { scratch } = options;
  Deno.mkdirSync(scratch);
  const remove = () => Deno.removeSync(scratch, { recursive: true });
  try {
    const { database, mixed } = openLinked(options);
    const close = () => {
      database[Symbol.dispose]();
      remove();
    };
    return { database, mixed, [Symbol.dispose]: close };
  } catch (error) {
    remove();
    throw error;
  }
}

function openLinked(options: OpenDamagedOptions): Omit<DamagedDatabase, keyof Disposable> {
  const { path, scratch, histories, pageBytes } = options;
  const link = `${scratch}/source.db`;
  if (!tryLink(path, link)) {
    return { database: openDatabase({ path, readOnly: true }), mixed: "no" };
  }
  const templates = histories.map((make, i) => makeTemplate(make, `${scratch}/${i}.db`, options));
  const base = copyWal(path, { into: `${link}-wal`, pageBytes });
  const open = (page: Uint8Array) => openThrough(page, { link, base });
  const known = new Set(templates.flatMap(({ statements }) => statements));
  const pages = templates.map(({ page }) => page);
  // Its tables may have come about in yet another way.
  if (base.firstPage !== null) pages.push(withHeader(base.firstPage, pages[0]!));
  let best = { page: pages[0]!, rate: -1 };
  for (const page of pages) {
    const rate = tryRate(() => open(page), known);
    if (rate > best.rate) best = { page, rate };
  }
  return { database: open(best.page), mixed: base.mixed };
}

/** False where the file system has no hard links, or `path` is a link to another one. */
function tryLink(path: string, link: string): boolean {
  try {
    if (!Deno.lstatSync(path).isFile) return false;
    Deno.linkSync(path, link);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return false;
  }
}

/** A first page, and how the tables that it lists were made. */
interface Template {
  readonly page: Uint8Array;
  readonly statements: readonly string[];
}

function makeTemplate(
  make: (database: Database) => void,
  path: string,
  { pageBytes, fault }: OpenDamagedOptions,
): Template {
  let statements: string[];
  {
    using database = openDatabase({ path, pageBytes, ...fault && { fault } });
    make(database);
    statements = readStatements(database);
  }
  using file = new FileBytes(path);
  const page = file.read(0, pageBytes);
  if (page === null) throw new Error(`disk I/O error: "${path}" was not written`);
  return { page, statements };
}

function openThrough(
  page: Uint8Array,
  { link, base }: { link: string; base: WalCopy },
): Database {
  const bytes = page.slice();
  new DataView(bytes.buffer).setUint32(PAGE_COUNT_AT, base.pages);
  const frame = makeFrame(base.tail, { page: 1, pages: base.pages, bytes });
  {
    using wal = Deno.openSync(`${link}-wal`, { write: true });
    wal.seekSync(base.tail.offset, Deno.SeekMode.Start);
    writeAll(wal, frame);
  }
  removeIfThere(`${link}-shm`); // It has an index of the WAL as it was.
  return openDatabase({ path: link, readOnly: true });
}

/** What a header says of a file that has no free pages is the same in all but the number of pages. */
function withHeader(page: Uint8Array, template: Uint8Array): Uint8Array {
  const made = page.slice();
  made.set(template.subarray(0, HEADER_BYTES));
  return made;
}

function tryRate(open: () => Database, known: ReadonlySet<string>): number {
  using database = open();
  try {
    return rateTables(database, known);
  } catch (error) {
    if (isDiskFull(error)) throw error;
    return 0;
  }
}

/** In the header, which SQLite believes where the change counters at 24 and 92 are equal, as they are here. */
const PAGE_COUNT_AT = 28;

const HEADER_BYTES = 100;
