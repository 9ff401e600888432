import { toSignificant } from "./statistics.ts";
import type { Machine } from "./machine.ts";
import type { BenchOptions } from "./options.ts";
import type { Sample } from "./sampler.ts";

/** Some figures of one thing that was measured. */
export interface Row {
  /** Which part of the measurement. */
  readonly section: string;
  /** What was measured. */
  readonly name: string;
  /** By name with unit; null = could not be measured here. Texts are remarks. */
  readonly figures: Readonly<Record<string, number | string | null>>;
}

/** Everything that was found out. */
export interface Report {
  /** Where. */
  readonly machine: Machine;
  /** With what. */
  readonly options: BenchOptions;
  /** In the order in which it was measured. */
  readonly rows: readonly Row[];
  /** Memory and bus over time, by what ran. */
  readonly series: Readonly<Record<string, readonly Sample[]>>;
}

/** One table for people: a line for each row, figures with three digits. */
export function printTable(rows: readonly Row[]): string {
  const width = (of: (row: Row) => string) => Math.max(0, ...rows.map((row) => of(row).length));
  const [sections, names] = [width(({ section }) => section), width(({ name }) => name)];
  return rows.map(({ section, name, figures }) => {
    const texts = Object.entries(figures).map(([unit, value]) => `${unit} ${printFigure(value)}`);
    return `${section.padEnd(sections)}  ${name.padEnd(names)}  ${texts.join(" | ")}\n`;
  }).join("");
}

function printFigure(value: number | string | null): string {
  if (typeof value === "string") return value;
  return value === null || Number.isNaN(value) ? "–" : toSignificant(value).toLocaleString("en");
}
