import { openDatabase } from "../runtime/sqlite.ts";

/** An integer column of a table. */
export interface IntegerColumn {
  /** The table's name. */
  readonly table: string;
  /** Its own name. */
  readonly column: string;
}

/** For tests: all columns of a SQLite file that hold integers, of tables that have rows. */
export function listIntegers(path: string): IntegerColumn[] {
  using database = openDatabase({ path });
  return database.statement(
    `SELECT tables.name AS "table", columns.name AS "column"
       FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
       WHERE tables.type = 'table' AND (columns.type = 'INTEGER' OR columns.name = 'seq')`,
  ).all<IntegerColumn>().map(({ table, column }) => ({ table, column }));
}

/** For tests: sets it to 2^60, which is no exact number of JavaScript, in the first row. */
export function makeLarge(path: string, { table, column }: IntegerColumn): void {
  using database = openDatabase({ path });
  database.exec("PRAGMA ignore_check_constraints = ON");
  const [first] = database.statement(`SELECT name FROM pragma_table_info('${table}')`)
    .all<{ name: string }>();
  const { changes } = database.statement(
    `UPDATE ${table} SET "${column}" = 1 << 60 WHERE ${first!.name} = (SELECT min(${
      first!.name
    }) FROM ${table})`,
  ).run();
  if (changes === 0) throw new Error(`Cannot change ${table}.${column}: it has no rows`);
}
