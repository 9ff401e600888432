import {
  type Database,
  type DatabaseOptions,
  isCorrupt,
  openDatabase,
} from "../../runtime/sqlite.ts";
import { makeTables } from "./checkpoint_schema.ts";

/**
 * Makes a new checkpoint with all that can be read of another one, which may be damaged. Gives how many files
 * are in it. Throws where the new one cannot be written.
 */
export function copyCheckpoint(source: Database, options: DatabaseOptions): number {
  using target = openDatabase(options);
  makeTables(target);
  return target.transaction(() => {
    const [files] = TABLES.map((table) => copyTable(source, target, table));
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

/** Row by row, until a page cannot be read; in both directions, since it may be anywhere. Gives how many. */
function copyTable(source: Database, target: Database, table: Table): number {
  const found = new Map<Value, Row>();
  readWay(source, { ...table, order: "> ? ORDER BY 1" }, found);
  readWay(source, { ...table, low: table.high, order: "< ? ORDER BY 1 DESC" }, found);
  let copied = 0;
  for (const [, row] of [...found].sort(([a], [b]) => a! < b! ? -1 : 1)) {
    if (!isReadable(row)) continue;
    const insert = target.statement(
      `INSERT OR IGNORE INTO ${table.name} VALUES (${Object.keys(row).fill("?")})`,
    );
    copied += insert.run(...Object.values(row)).changes;
  }
  return copied;
}

function readWay(
  source: Database,
  { name, key, low, order }: Table & { readonly order: string },
  found: Map<Value, Row>,
): void {
  const met = new Set<Value>();
  for (let last: Value = low;;) {
    // What lies behind a page that cannot be read is met from the other side.
    const next = tryGet(
      source,
      `SELECT ${key} AS at FROM ${name} WHERE ${key} ${order} LIMIT 1`,
      last,
    );
    if (next === undefined) return;
    last = next["at"]!;
    if (met.has(last)) return; // A page that is older than those above it leads back.
    met.add(last);
    const row = tryGet(source, `SELECT * FROM ${name} WHERE ${key} = ?`, last);
    if (row !== undefined) found.set(last, row);
  }
}

/** Undefined also where it cannot be read. */
function tryGet(source: Database, sql: string, value: Value): Row | undefined {
  try {
    return source.statement(sql).get<Row>(value);
  } catch (error) {
    const isDamage = isCorrupt(error) || /no such (table|column)/.test((error as Error).message);
    if (!isDamage) throw error;
    return undefined;
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
