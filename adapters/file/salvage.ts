import { openDamaged } from "../../runtime/open_damaged.ts";
import { finishPutAside, putAside, putOrphansAside } from "../../runtime/put_aside.ts";
import { type Database, isDiskFull, openDatabase } from "../../runtime/sqlite.ts";
import { type Checkpoint, isDamaged, openCheckpoint } from "./checkpoint.ts";
import { makeTables, PAGE_BYTES } from "./checkpoint_schema.ts";

/** How to open, and what to say. */
export interface SalvageOptions {
  /** Where. */
  readonly path: string;
  /** Epoch milliseconds, for the name of a damaged file. */
  readonly nowMs: number;
  /** Tells people. */
  readonly log: (message: string) => void;
  /** As in `DatabaseOptions.fault`, for tests. */
  readonly fault?: (operation: string) => void;
}

/**
 * Opens the checkpoint. A damaged one is kept as `PATH.corrupt/TIME/ship.db` and replaced by one with the
 * rows that can still be read; files without a row are shipped again from their beginning, which is said.
 */
export function openOrSalvage(options: SalvageOptions): Checkpoint {
  finishPutAside(options.path);
  putOrphansAside(options);
  try {
    return openCheckpoint(options);
  } catch (error) {
    if (!isDamaged(error)) throw error;
    salvage(options, error as Error);
    return openCheckpoint(options);
  }
}

function salvage(options: SalvageOptions, reason: Error): void {
  const { path, nowMs, log } = options;
  const { folder, salvaged } = putAside({
    path,
    nowMs,
    salvage: (into, scratch) => copyTables(options, { into, scratch }),
  });
  log(
    `The checkpoint "${path}" was damaged (${reason.message}): it is kept in "${folder}", and ` +
      `${salvaged} files were found in it; any other file is shipped again from its beginning`,
  );
}

/** Gives how many files were found. */
function copyTables(
  { path, fault }: SalvageOptions,
  { into, scratch }: { readonly into: string; readonly scratch: string },
): number {
  const options = { pageBytes: PAGE_BYTES, ...fault && { fault } };
  using damaged = openDamaged({ ...options, path, scratch, histories: [makeTables] });
  using target = openDatabase({ ...options, path: into });
  makeTables(target);
  return target.transaction(() => {
    const [files] = TABLES.map((table) => copyTable(damaged.database, target, table));
    if (files! > 0) target.exec(MARK_STARTED);
    return files!;
  });
}

/** Where files are known, those that appear are new ones, whatever is left of `meta`. */
const MARK_STARTED = "INSERT OR IGNORE INTO meta VALUES ('started', 1)";

interface Table {
  readonly name: string;
  readonly key: string;
  /** Below all keys. */
  readonly low: string | number;
  /** Above all keys. */
  readonly high: string | number;
}

const TABLES: readonly Table[] = [
  { name: "files", key: "origin", low: "", high: "~" }, // Origins are hex digits.
  { name: "in_flight", key: "rowid", low: 0, high: Number.MAX_SAFE_INTEGER },
  { name: "meta", key: "key", low: "", high: "~" },
];

type Row = Record<string, Value>;

type Value = string | number | Uint8Array | null;

/** Row by row, until the damage is met; in both directions, since it may be anywhere. Gives how many. */
function copyTable(source: Database, target: Database, table: Table): number {
  const found = new Map<Value, Row>();
  readWay(source, { ...table, order: "> ? ORDER BY 1" }, found);
  readWay(source, { ...table, low: table.high, order: "< ? ORDER BY 1 DESC" }, found);
  let copied = 0;
  for (const [, row] of [...found].sort(([a], [b]) => a! < b! ? -1 : 1)) {
    const { at: _, ...values } = row;
    if (!isReadable(values)) continue;
    const insert = target.statement(
      `INSERT OR IGNORE INTO ${table.name} VALUES (${Object.keys(values).fill("?")})`,
    );
    copied += insert.run(...Object.values(values)).changes;
  }
  return copied;
}

function readWay(
  source: Database,
  { name, key, low, order }: Table & { readonly order: string },
  found: Map<Value, Row>,
): void {
  try {
    const next = source.statement(
      `SELECT ${key} AS at, * FROM ${name} WHERE ${key} ${order} LIMIT 1`,
    );
    for (let last: Value = low;;) {
      const row: Row | undefined = next.get<Row>(last);
      if (row === undefined) return;
      last = row["at"]!;
      found.set(last, row);
    }
  } catch (error) {
    if (isDiskFull(error)) throw error;
    // The damage; what lies behind it is met from the other side.
  }
}

/** A damaged row may look like this: the others may be whole. */
function isReadable({ cursor = "{}" }: Row): boolean {
  try {
    return JSON.parse(`${cursor}`) instanceof Object;
  } catch {
    return false;
  }
}
