import type { Pattern } from "../../core/query/ast.ts";
import type { TemplatesColumn } from "./column_templates.ts";
import { countRows, type Rows } from "./rows.ts";
import { findPlaces, mayBeVariable } from "./template_places.ts";
import { VariableRows } from "./variable_rows.ts";

/**
 * The rows whose message has these tokens (at least one) one right after the other. Where they stand in
 * the text of a template, all its rows match; where some stand in slots, the variables decide.
 */
export function matchTemplates(
  column: TemplatesColumn,
  tokens: readonly Pattern[],
  count: number,
): Rows {
  const only = tokens.length === 1 ? tokens[0]! : null;
  const { whole, partial } = findPlaces(column.templates, tokens);
  if (whole.length === column.templates.counts.length) return "all";
  const rows = new VariableRows(column, count);
  if (whole.length > 0) rows.markTemplates(whole);
  if (only !== null) {
    if (mayBeVariable(only)) rows.markAnySlot(only);
  } else {
    for (const place of partial) rows.markPlace(place);
  }
  const hits = countRows(rows.mask, count);
  return hits === 0 ? "none" : hits === count ? "all" : rows.mask;
}
