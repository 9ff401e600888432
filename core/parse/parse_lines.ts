import type { LogEvent } from "../event.ts";
import type { Format, RawBatch } from "../raw_batch.ts";
import { detectFormat } from "./detect.ts";
import { parseBatch } from "./parse_batch.ts";

/** What lines have in common. */
export interface ParseLinesOptions {
  /** How they are written; found out by the first of them unless told. */
  readonly format?: Format;
  /** Used where a line names none. Default `unknown`. */
  readonly service?: string;
  /** Used where a line names none. Default empty. */
  readonly hostname?: string;
  /** Where they are from. Default empty. */
  readonly file?: string;
  /** IANA name, used where a line's time has no offset. Default UTC. */
  readonly timeZone?: string;
  /** The time of lines that have none, epoch milliseconds. Default 0. */
  readonly nowMs?: number;
  /** With which their ids are made: 15 hex digits. Default zeros. */
  readonly origin?: string;
}

/** One event for each line, in order; its position is the place of its first byte where all follow each other. Never throws. */
export function parseLines(lines: readonly string[], options: ParseLinesOptions = {}): LogEvent[] {
  const { nowMs = 0 } = options;
  const text = lines.map((line) => `${line}\n`).join("");
  const bytes = new TextEncoder().encode(text);
  const ends = toEnds(lines);
  const batch: RawBatch = {
    origin: options.origin ?? "0".repeat(15),
    begin: 0,
    hostname: options.hostname ?? "",
    file: options.file ?? "",
    service: options.service ?? "unknown",
    format: options.format ?? detectFormat(lines),
    timeZone: options.timeZone ?? "UTC",
    shippedMs: nowMs,
    reason: null,
    bytes,
    slices: Uint32Array.from(ends.flatMap((end, i) => [ends[i - 1] ?? 0, end - 1])),
    positions: Float64Array.from(ends, (_, i) => ends[i - 1] ?? 0),
    ends: Float64Array.from(ends),
    parts: null,
  };
  return parseBatch(batch, nowMs);
}

/** Where each line ends, its newline included. */
function toEnds(lines: readonly string[]): number[] {
  const encoder = new TextEncoder();
  let at = 0;
  return lines.map((line) => at += encoder.encode(line).length + 1);
}
