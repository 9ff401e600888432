import { COUNT_NAME } from "../query/column_names.ts";
import type { SortPipe, StatsFunction, StatsPipe, TableStep, TopPipe } from "../query/pipe.ts";
import type { StatsGroup } from "./stats_counter.ts";

/** What a query with `stats` or `top` is answered by. */
export interface Table {
  /** At least one. */
  readonly columns: readonly Column[];
  /** A cell for each column. */
  readonly rows: readonly (readonly Cell[])[];
}

/** What stands in a column. */
export interface Column {
  /** Each once. */
  readonly name: string;
  /** Cells are texts, numbers, or times as epoch milliseconds. */
  readonly kind: "text" | "number" | "time";
}

/** Null = there is no value. */
export type Cell = string | number | null;

/** The table of groups: their keys, then what was counted. */
export function toStatsTable({ stats, names }: StatsPipe, groups: readonly StatsGroup[]): Table {
  const kinds = [
    ...stats.by.map(({ kind }) => kind === "bin" ? "time" as const : "text" as const),
    ...stats.functions.map((called) => isTime(called) ? "time" as const : "number" as const),
  ];
  return {
    columns: names.map((name, i) => ({ name, kind: kinds[i]! })),
    rows: groups.map(({ keys, values }) => [...keys, ...values]),
  };
}

/** The table of the most frequent values, in their order. */
export function toTopTable(
  { field }: TopPipe,
  values: readonly { readonly value: string; readonly count: number }[],
): Table {
  return {
    columns: [{ name: field, kind: "text" }, { name: COUNT_NAME, kind: "number" }],
    rows: values.map(({ value, count }) => [value, count]),
  };
}

/** The table after `sort` and `limit`, in their order. */
export function applySteps(table: Table, steps: readonly TableStep[]): Table {
  return steps.reduce((before, step) => {
    const rows = step.kind === "limit" ? before.rows.slice(0, step.limit) : sort(before, step);
    return { ...before, rows };
  }, table);
}

function isTime(called: StatsFunction): boolean {
  return (called.kind === "min" || called.kind === "max") && called.field === "timestamp";
}

function sort({ columns, rows }: Table, { by }: SortPipe): Table["rows"] {
  const keys = by.map(({ name, descending }) => ({
    index: columns.findIndex((column) => column.name === name),
    sign: descending ? -1 : 1,
  }));
  return rows.toSorted((a, b) => {
    for (const { index, sign } of keys) {
      const order = compareCells(a[index]!, b[index]!, sign);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compareCells(a: Cell, b: Cell, sign: number): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -sign : sign;
}
