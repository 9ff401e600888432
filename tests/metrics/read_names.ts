/** What an expression of PromQL names. */
export interface PromqlNames {
  /** Names of metrics, as they stand there (of a histogram with `_bucket`). */
  readonly metrics: readonly string[];
  /** Names of labels: of matchers and groupings. */
  readonly labels: readonly string[];
}

/** Finds names of metrics and labels in an expression; promtool tells whether it is one. */
export function readNames(expr: string): PromqlNames {
  const labels: string[] = [];
  const take = (text: string | undefined) => {
    labels.push(...(text ?? "").match(/[a-zA-Z_]\w*/g) ?? []);
    return " ";
  };
  const rest = expr.replace(/"(?:[^"\\]|\\.)*"/g, "")
    .replace(/\{([^}]*)\}/g, (_, matchers) => take(matchers))
    .replace(
      /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g,
      (_, names) => take(names),
    )
    .replace(/\[[^\]]*\]/g, " ");
  const words = [...rest.matchAll(/(?<![\w:.])[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])/g)].map(([word]) =>
    word
  );
  const metrics = words.filter((word) => !OPERATORS.has(word));
  return { metrics: [...new Set(metrics)], labels: [...new Set(labels)] };
}

/** Aggregations with their grouping, too: it is taken out before, so nothing tells them from metrics. */
const OPERATORS = new Set([
  "and",
  "or",
  "unless",
  "bool",
  "offset",
  "sum",
  "max",
  "min",
  "count",
  "group",
  "avg",
]);
