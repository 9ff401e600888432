import type { ServiceMetrics } from "./busy_pipeline.ts";
import { parseMetrics } from "./parse_metrics.ts";

/** A line of the table in docs/metrics.md, by its cells. */
export type MetricRow = readonly [
  name: string,
  type: string,
  labels: string,
  services: string,
  help: string,
];

/** What services expose, those of all of them first, then by the first service that has it. */
export function toRows(texts: ServiceMetrics): MetricRow[] {
  const services = Object.keys(texts) as (keyof ServiceMetrics)[];
  const parsed = services.map((service) => ({ service, metrics: parseMetrics(texts[service]) }));
  const rows = new Map<string, MetricRow>();
  for (const { name, type, help } of parsed.flatMap(({ metrics }) => metrics)) {
    const exposed = parsed.flatMap(({ service, metrics }) =>
      metrics.filter((metric) => metric.name === name).map(({ labels }) => ({ service, labels }))
    );
    const labels = [...new Set(exposed.flatMap(({ labels }) => labels))];
    const of = exposed.length === services.length ? ["all"] : exposed.map(({ service }) => service);
    rows.set(name, [`\`${name}\``, type, labels.join(", "), of.join(", "), help]);
  }
  const isOfAll = ([, , , of]: MetricRow) => of === "all";
  const [ofAll, rest] = [[...rows.values()].filter(isOfAll), [...rows.values()]];
  return [...ofAll, ...rest.filter((row) => !isOfAll(row))];
}

/** The lines of that table in a page. */
export function readRows(page: string): MetricRow[] {
  const lines = page.split("\n").filter((line) => /^\| `[a-z_]+` /.test(line));
  return lines.map((line) =>
    line.split("|").slice(1, -1).map((cell) => cell.trim()) as unknown as MetricRow
  );
}
