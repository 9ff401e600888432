import { toColumnNames } from "../../core/query/column_names.ts";
import type { Pipe, SortPipe } from "../../core/query/pipe.ts";
import type { Cell } from "../../core/stats/table.ts";
import type { Aggregates } from "../../ports/log_store.ts";

type Rows = readonly (readonly Cell[])[];

/** The rows that the pipes make of an answer, as plainly as they are defined. */
export function toPlainRows([table, ...steps]: readonly Pipe[], answer: Aggregates): Rows {
  let rows = table?.kind === "top"
    ? answer.facets![table.field]!.map(({ value, count }): Cell[] => [value, count])
    : answer.stats!.map(({ keys, values }) => [...keys, ...values]);
  for (const step of steps) {
    if (step.kind === "limit") rows = rows.filter((_, i) => i < step.limit);
    if (step.kind === "sort") rows = sortPlainly(rows, { step, names: toColumnNames(table!) });
  }
  return rows;
}

/** By the last name first: what is equal by the ones before then keeps that order. */
function sortPlainly(
  rows: Cell[][],
  { step, names }: { readonly step: SortPipe; readonly names: readonly string[] },
): Cell[][] {
  return step.by.toReversed().reduce((before, { name, descending }) => {
    const at = names.indexOf(name);
    const valued = before.filter((row) => row[at] !== null);
    valued.sort((a, b) => {
      const [one, other] = descending ? [b[at]!, a[at]!] : [a[at]!, b[at]!];
      return one < other ? -1 : one > other ? 1 : 0;
    });
    return [...valued, ...before.filter((row) => row[at] === null)];
  }, rows);
}
