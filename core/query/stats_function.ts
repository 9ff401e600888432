import { printDuration } from "../print_duration.ts";
import type { GroupKey, StatsFunction } from "./pipe.ts";
import { printOwnName } from "./print_name.ts";

/** Reads the name of a function: its kind, and for `p95` which percent; null = there is none of that name. */
export function parseFunctionName(
  name: string,
): { readonly kind: StatsFunction["kind"]; readonly percent: number } | null {
  const lower = name.toLowerCase();
  if (lower === "median") return { kind: "percentile", percent: 50 };
  const [, percent] = PERCENTILE.exec(lower) ?? [];
  if (percent !== undefined) return { kind: "percentile", percent: Number(percent) };
  const kind = KINDS.find((known) => known === lower);
  return kind === undefined ? null : { kind, percent: NaN };
}

/** A function as it is written, which is also the name of its column. */
export function printFunction(called: StatsFunction): string {
  const name = called.kind === "percentile" ? `p${called.percent}` : called.kind;
  return `${name}(${called.field === null ? "" : printOwnName(called.field)})`;
}

/** A key as it is written, which is also the name of its column, but that a name in quotes loses them there. */
export function printKey(key: GroupKey): string {
  return key.kind === "field" ? printOwnName(key.field) : `bin(${printDuration(key.intervalMs)})`;
}

/** What can be called; percentiles are p0 to p100. */
export const FUNCTION_NAMES: readonly string[] = [
  "count",
  "count_distinct",
  "sum",
  "avg",
  "min",
  "max",
  "p50",
  "p95",
  "p99",
  "median",
];

const KINDS = ["count", "count_distinct", "sum", "avg", "min", "max"] as const;

const PERCENTILE = /^p(100|\d{1,2}(?:\.\d{1,3})?)$/;
