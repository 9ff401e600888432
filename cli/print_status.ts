import type { Config } from "../runtime/config.ts";
import { escapeJson } from "../runtime/escape_text.ts";
import type { Flow } from "./flow.ts";
import type { StatusRow } from "./status_row.ts";
import { toTable } from "./table.ts";

/** How everything is, for a person. */
export function printStatus(
  rows: readonly (StatusRow & Flow)[],
  { dataDir }: Pick<Config, "dataDir">,
  nowMs: number,
): string {
  if (rows.length === 0) return `Nothing was started with data folder "${dataDir}"\n`;
  const isShared = new Set(rows.map(({ host }) => host)).size > 1;
  const cells = rows.map((row) => [
    isShared ? `${row.word}@${row.host}` : row.word,
    row.state,
    row.pid === null ? "-" : String(row.pid),
    row.startedAt === null ? "-" : toPeriod(nowMs - row.startedAt),
    row.restarts === null ? "-" : String(row.restarts),
    row.rate === null ? "-" : `${row.rate.toLocaleString("en")}/s`,
    toLag(row),
    row.memory === null ? "-" : `${Math.round(row.memory / MIB)} MiB`,
    row.engine ?? "-",
    row.error === null ? "-" : toOneLine(row.error),
  ]);
  return toTable(HEADINGS, cells, TO_THE_RIGHT);
}

/** The same for a program: one JSON object a line. */
export function toStatusLines(rows: readonly (StatusRow & Flow)[]): string {
  return rows.map(({ word, job, host, state, pid, startedAt, restarts, engine, error, ...row }) => {
    const started_at = startedAt === null ? null : new Date(startedAt).toISOString();
    const flow = { rate: row.rate, lag_events: row.lagEvents, lag_s: row.lagSeconds };
    const known = { word, job, host, state, pid, started_at, restarts, ...flow };
    const line = JSON.stringify({ ...known, memory_bytes: row.memory, engine, error });
    return `${escapeJson(line)}\n`;
  }).join("");
}

/** Two units: `3d 4h`, `12m 5s`, `7s`. */
export function toPeriod(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const units = [["d", 86_400, Infinity], ["h", 3600, 24], ["m", 60, 60], ["s", 1, 60]] as const;
  const parts = units.map(([unit, length, wrap]) => [Math.floor(seconds / length) % wrap, unit]);
  const first = parts.findIndex(([n]) => n !== 0);
  if (first < 0) return "0s";
  return parts.slice(first, first + 2).filter(([n]) => n !== 0).map((part) => part.join("")).join(
    " ",
  );
}

const HEADINGS = [
  ...[
    "word",
    "state",
    "pid",
    "up for",
    "restarts",
    "rate",
    "lag",
    "memory",
    "engine",
    "last error",
  ],
];

const TO_THE_RIGHT = [false, false, true, true, true, true, true, true];

const MIB = 1024 * 1024;

function toLag({ lagEvents, lagSeconds }: Flow): string {
  const events = lagEvents === null ? [] : [`${lagEvents.toLocaleString("en")} events`];
  const seconds = lagSeconds === null ? [] : [`${lagSeconds.toLocaleString("en")} s`];
  return [...events, ...seconds].join(", ") || "-";
}

function toOneLine(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, " ");
  return line.length > ERROR_CHARS_MAX ? `${line.slice(0, ERROR_CHARS_MAX - 1)}…` : line;
}

const ERROR_CHARS_MAX = 120;
