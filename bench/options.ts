import { parseArgs } from "node:util";

/** What can be measured, in the order in which it is done. */
export const SECTIONS = [
  ...["ingest", "queries", "latency", "live", "alerts"] as const,
  ...["scale", "backtest", "profile"] as const,
  ...["memory", "soak", "servers"] as const,
];

/** One of {@linkcode SECTIONS}. */
export type Section = (typeof SECTIONS)[number];

/** What takes long is measured only when it is named. */
export const SECTIONS_UNLESS_TOLD: readonly Section[] = SECTIONS.slice(0, -3);

/** What to measure, and how much of it. */
export interface BenchOptions {
  /** Lines of text. */
  readonly linesA: number;
  /** Lines of JSON. */
  readonly linesB: number;
  /** At least one. */
  readonly only: readonly Section[];
  /** On real servers, which it starts, where a section can be measured there. */
  readonly real: boolean;
  /** How often ingest is measured; medians are told. */
  readonly runs: number;
  /** How long each rate of `latency` and `live` lasts. */
  readonly seconds: number;
  /** Searching at the same time in `live`. */
  readonly clients: number;
  /** Lines a second that arrive in `live`. */
  readonly liveRate: number;
  /** Millions of events that `scale` and `backtest` grow to, rising. */
  readonly scale: readonly number[];
  /** Lines of text in `memory`. */
  readonly memoryLines: number;
  /** Different names of fields in `memory`. */
  readonly fieldNames: number;
  /** Lines of JSON with those names. */
  readonly fieldLines: number;
  /** Lines a second that arrive in `soak`. */
  readonly soakRate: number;
  /** How long `soak` lasts; may be a part of a minute. */
  readonly soakMinutes: number;
  /** Where a picture of `scale` goes (SVG); null = nowhere. */
  readonly plot: string | null;
  /** Where the results go as JSON; null = nowhere. */
  readonly json: string | null;
  /** Where data and corpora go; null = a temporary folder, removed at the end. */
  readonly folder: string | null;
  /** Only tell how to use it. */
  readonly help: boolean;
}

/** Reads the command line. Throws RangeError, or TypeError for an unknown option, with how to mend it. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false });
  return {
    linesA: toCount("--lines-a", values["lines-a"]),
    linesB: toCount("--lines-b", values["lines-b"]),
    only: toSections(values.only ?? (values.real ? REAL_UNLESS_TOLD : SECTIONS_UNLESS_TOLD.join())),
    real: values.real,
    runs: toCount("--runs", values.runs),
    seconds: toCount("--seconds", values.seconds),
    clients: toCount("--clients", values.clients),
    liveRate: toCount("--live-rate", values["live-rate"]),
    scale: values.scale.split(",").map((text) => toCount("--scale", text)).sort((a, b) => a - b),
    memoryLines: toCount("--memory-lines", values["memory-lines"]),
    fieldNames: toCount("--field-names", values["field-names"]),
    fieldLines: toCount("--field-lines", values["field-lines"]),
    soakRate: toCount("--soak-rate", values["soak-rate"]),
    soakMinutes: toMinutes("--soak-minutes", values["soak-minutes"]),
    plot: values.plot ?? null,
    json: values.json ?? null,
    folder: values.folder ?? null,
    help: values.help,
  };
}

/** How to use it. */
export const USAGE = `Measures LogFlow on this machine: deno task bench [OPTION…]
  --only ingest,queries,…  of ${SECTIONS.join(", ")};
                           all but memory, soak and servers unless told
  --real                   servers, unless told: on real Kafka and Elasticsearch, which it starts;
                           --real --only backtest: on Elasticsearch and beside it
  --lines-a 2000000        text lines
  --lines-b 500000         JSON lines
  --runs 3                 how often ingest is measured; medians are told
  --seconds 20             how long each rate of latency and live lasts
  --clients 50             how many search at the same time in live
  --live-rate 50000        lines a second that arrive in live
  --scale 1                millions of events in scale and backtest: 1,10,100 needs up to 8 GB of disk
  --memory-lines 20000000  text lines in memory; 20 million need 3 GB of disk
  --field-names 5000       different names of fields in memory
  --field-lines 200000     JSON lines with about 20 of those fields each
  --soak-rate 20000        lines a second that arrive in soak
  --soak-minutes 30        how long soak lasts; 0.5 is half a minute
  --plot FILE.svg          also draw how scale grows
  --json FILE              also write everything, with memory over time, as JSON
  --folder PATH            where data go; a temporary folder unless told
`;

const REAL_UNLESS_TOLD: Section = "servers";

const OPTIONS = {
  "only": { type: "string" },
  "real": { type: "boolean", default: false },
  "lines-a": { type: "string", default: "2000000" },
  "lines-b": { type: "string", default: "500000" },
  "runs": { type: "string", default: "3" },
  "seconds": { type: "string", default: "20" },
  "clients": { type: "string", default: "50" },
  "live-rate": { type: "string", default: "50000" },
  "scale": { type: "string", default: "1" },
  "memory-lines": { type: "string", default: "20000000" },
  "field-names": { type: "string", default: "5000" },
  "field-lines": { type: "string", default: "200000" },
  "soak-rate": { type: "string", default: "20000" },
  "soak-minutes": { type: "string", default: "30" },
  "plot": { type: "string" },
  "json": { type: "string" },
  "folder": { type: "string" },
  "help": { type: "boolean", default: false },
} as const;

function toCount(name: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new RangeError(`Cannot use ${name} "${text}": give a whole number above 0`);
}

function toMinutes(name: string, text: string): number {
  const minutes = Number(text);
  if (Number.isFinite(minutes) && minutes > 0) return minutes;
  throw new RangeError(`Cannot use ${name} "${text}": give a number above 0`);
}

function toSections(text: string): Section[] {
  const names = text.split(",");
  const unknown = names.find((name) => !(SECTIONS as readonly string[]).includes(name));
  if (unknown === undefined) return SECTIONS.filter((section) => names.includes(section));
  throw new RangeError(`Cannot measure "${unknown}": there are ${SECTIONS.join(", ")}`);
}
