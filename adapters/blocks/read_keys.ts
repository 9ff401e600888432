import { type Database, isCorrupt, type Statement } from "../../runtime/sqlite.ts";

/** The integer keys of a table in order, also where some of its pages cannot be read. */
export function readKeys(
  database: Database,
  { table, key }: { readonly table: string; readonly key: string },
): number[] {
  const select = `SELECT ${key} AS key FROM ${table}`;
  const keys = new Set<number>();
  const collect = (sql: string, ...values: number[]) =>
    collectKeys(() => database.statement(sql), { values, keys });
  if (collect(`${select} ORDER BY ${key}`)) return [...keys];
  const before = [...keys].at(-1) ?? 0;
  keys.clear();
  collect(`${select} ORDER BY ${key} DESC`);
  const after = Math.min(before + PROBES_MAX, [...keys].at(-1) ?? Infinity);
  collect(`${select} WHERE ${key} <= ? ORDER BY ${key}`, before);
  for (let probe = before + 1; probe < after; probe++) collect(`${select} WHERE ${key} = ?`, probe);
  return [...keys].sort((a, b) => a - b);
}

/** Adds what can be read; false when that was not all. */
function collectKeys(
  prepare: () => Statement,
  { values, keys }: { values: number[]; keys: Set<number> },
): boolean {
  try {
    for (const { key } of prepare().iterate<{ key: number }>(...values)) keys.add(key);
    return true;
  } catch (error) {
    if (isCorrupt(error)) return false;
    throw error;
  }
}

/** At most so many keys are tried one by one where a page between is damaged. */
const PROBES_MAX = 10_000;
