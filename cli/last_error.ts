import { readLastLines } from "./read_last_lines.ts";

/** The last trouble that a log tells of since then (epoch milliseconds), without time and level; null = none. */
export function findLastError(path: string, sinceMs: number): string | null {
  let warning: string | null = null;
  for (const line of readLastLines(path, LINES_MAX).reverse()) {
    const [, time, level, message] = /^(\S+Z) (INFO|WARN|ERROR) \[[\w-]*\] (.*)$/.exec(line) ?? [];
    if (time !== undefined && Date.parse(time) < sinceMs) break;
    if (level === "ERROR") return message!;
    if (level === undefined && /^(logflow: |error)/i.test(line)) return line;
    if (level === "WARN") warning ??= message!;
  }
  return warning;
}

const LINES_MAX = 500;
