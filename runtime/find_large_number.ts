import type { Database } from "./sqlite.ts";

/**
 * Says which table of a file has an integer that is too large for a number of JavaScript, which makes its row
 * unreadable; null = none. Reads all rows, but not what of them spills to other pages.
 */
export function findLargeNumber(database: Database): string | null {
  const tables = database.statement("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all<{ name: string }>();
  const found = tables.find(({ name }) => hasLargeNumber(database, name));
  return found === undefined ? null : `a number in the table ${found.name} is too large`;
}

function hasLargeNumber(database: Database, table: string): boolean {
  const columns = database.statement("SELECT name FROM pragma_table_info(?) WHERE type IN (?, ?)")
    .all<{ name: string }>(table, "INTEGER", ""); // Those of sqlite_sequence have no type.
  if (columns.length === 0) return false;
  const { MIN_SAFE_INTEGER: min, MAX_SAFE_INTEGER: max } = Number;
  const conditions = columns.map(({ name }) => quote(name))
    .map((name) => `typeof(${name}) = 'integer' AND ${name} NOT BETWEEN ${min} AND ${max}`);
  const sql = `SELECT 1 FROM ${quote(table)} WHERE ${conditions.join(" OR ")} LIMIT 1`;
  return database.statement(sql).get() !== undefined;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
