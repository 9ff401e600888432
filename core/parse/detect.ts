import type { Format } from "../raw_batch.ts";
import { ParseContext } from "./context.ts";
import { PARSERS } from "./parsers.ts";

/**
 * The format that more than half of the first {@linkcode SAMPLE_LINES_MAX} lines are written in; `plain`
 * where there is none. Blank lines and those that look like the continuation of an event (stack frames,
 * indented lines) are not counted.
 */
export function detectFormat(lines: readonly string[]): Format {
  const counts = new Map<Format, number>();
  let counted = 0;
  for (const sample of lines.slice(0, SAMPLE_LINES_MAX)) {
    const line = sample.replace(/^\ufeff/, "");
    if (CONTINUATION.test(line)) continue;
    counted++;
    const format = formatOf(line);
    counts.set(format, (counts.get(format) ?? 0) + 1);
  }
  for (const [format, count] of counts) if (2 * count > counted) return format;
  return "plain";
}

/** So many lines are looked at. */
export const SAMPLE_LINES_MAX = 64;

/** The most special format whose parser takes the line: a Docker line, say, is JSON too. */
function formatOf(text: string): Format {
  if (text.trimEnd() === "{") return "json"; // The first line of a pretty-printed object.
  const context = new ParseContext({ timeZone: "UTC", shippedMs: 0 });
  return PREFERENCE.find((format) => PARSERS[format](text, context) !== null) ?? "plain";
}

const PREFERENCE: readonly Format[] = [
  "docker",
  "cri",
  "json",
  "syslog5424",
  "syslog3164",
  "klog",
  "combined",
  "text",
  "logfmt",
];

/** Blank, indented, or what begins the unindented lines of Java's, Python's and Go's traces. */
const CONTINUATION = new RegExp(
  [
    String.raw`^\s|^$|^\}`,
    String.raw`^(?:Caused by:|Suppressed:|Traceback \(|During handling of the above|The above exc)`,
    String.raw`^[\w.$]*(?:Error|Exception)\b`,
    String.raw`^(?:goroutine \d|created by |exit status \d|[\w/.%~-]{1,200}\.\S{0,200}\()`,
  ].join("|"),
);
