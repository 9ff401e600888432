import { tellTime } from "../core/tell_time.ts";
import type { Cell, Column, Table } from "../core/stats/table.ts";
import { escapeJson } from "../runtime/escape_text.ts";
import { toTable } from "./table.ts";

/** A table for a person, numbers to the right; or one JSON object a row, by the names of the columns. */
export function printTable({ columns, rows }: Table, json: boolean): string {
  if (json) return rows.map((row) => `${toJson(columns, row)}\n`).join("");
  const names = columns.map(({ name }) => name);
  const cells = rows.map((row) => row.map((cell, i) => toText(columns[i]!, cell)));
  const toTheRight = columns.map(({ kind }) => kind === "number");
  return toTable(names, cells, toTheRight);
}

function toJson(columns: readonly Column[], row: readonly Cell[]): string {
  const values = columns.map((column, i) => [column.name, toValue(column, row[i]!)]);
  return escapeJson(JSON.stringify(Object.fromEntries(values)));
}

function toText(column: Column, cell: Cell): string {
  return String(toValue(column, cell) ?? "-");
}

/** Times as ISO 8601. */
function toValue({ kind }: Column, cell: Cell): Cell {
  return kind === "time" && cell !== null ? tellTime(cell as number) : cell;
}
