import { type Database, isDiskFull } from "./sqlite.ts";

/**
 * How well the tables that were made by `known` statements are found: 2 for each whose first row has values
 * of the declared types, 1 for each that is empty. One that is sought where another one begins is neither.
 */
export function rateTables(database: Database, known: ReadonlySet<string>): number {
  return database.statement("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
    .all<{ name: string; sql: string }>()
    .filter(({ sql }) => known.has(sql))
    .reduce((sum, { name }) => sum + rateTable(database, name), 0);
}

function rateTable(database: Database, table: string): 0 | 1 | 2 {
  try {
    const columns = database.statement(`PRAGMA table_info("${table}")`).all<Column>();
    const row = database.statement(`SELECT * FROM "${table}" LIMIT 1`).get<Row>();
    if (row === undefined) return 1;
    return columns.every((column) => isDeclared(row[column.name], column)) ? 2 : 0;
  } catch (error) {
    if (isDiskFull(error)) throw error;
    return 0;
  }
}

type Row = Readonly<Record<string, unknown>>;

function isDeclared(value: unknown, { type, notnull }: Column): boolean {
  if (value === null) return notnull === 0;
  switch (type) {
    case "INTEGER":
      return typeof value === "number";
    case "TEXT":
      return typeof value === "string";
    case "BLOB":
      return value instanceof Uint8Array;
    default:
      return true;
  }
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: 0 | 1;
}
