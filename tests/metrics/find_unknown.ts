import type { ServiceMetrics } from "./busy_pipeline.ts";
import type { Expression } from "./find_expressions.ts";
import { parseMetrics } from "./parse_metrics.ts";
import { readNames } from "./read_names.ts";

/** What these expressions name, and neither services, nor rules, nor Prometheus itself tell; a sentence each. */
export function findUnknown(expressions: readonly Expression[], texts: ServiceMetrics): string[] {
  const known = new Map(Object.entries(OF_PROMETHEUS));
  for (const { samples, labels, type } of Object.values(texts).flatMap(parseMetrics)) {
    for (const name of samples) known.set(name, type === "histogram" ? [...labels, "le"] : labels);
  }
  for (const { record, expr } of expressions) {
    if (record !== null) known.set(record, readNames(expr).labels);
  }
  return expressions.flatMap(({ where, expr }) => {
    const { metrics, labels } = readNames(expr);
    const has = new Set([...TARGET_LABELS, ...metrics.flatMap((name) => known.get(name) ?? [])]);
    return [
      ...metrics.filter((name) => !known.has(name)).map((name) => `${where}: no metric ${name}`),
      ...labels.filter((label) => !has.has(label)).map((label) => `${where}: no label ${label}`),
    ];
  });
}

const OF_PROMETHEUS = { up: [] as readonly string[], ALERTS: ["alertname", "alertstate"] };

/** Prometheus adds them. */
const TARGET_LABELS = ["job", "instance"];
