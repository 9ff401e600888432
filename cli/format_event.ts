import type { Level, LogDocument } from "../core/event.ts";
import { escapeJson, escapeText } from "../runtime/escape_text.ts";

/** How an event is printed. */
export interface FormatEventOptions {
  /** Colour the level: for a terminal. */
  readonly color: boolean;
}

/**
 * An event as one line for a person: time, level, service, message. What the log says cannot steer
 * the terminal: see {@linkcode escapeText}.
 */
export function formatEvent(event: LogDocument, { color }: FormatEventOptions): string {
  const level = event.level.padEnd(LEVEL_WIDTH);
  const shown = color ? `\x1b[${COLORS[event.level]}m${level}\x1b[0m` : level;
  return `${event.timestamp} ${shown} ${escapeText(event.service)} ${escapeText(event.message)}`;
}

/** An event as one line of JSON, for machines; also safe to look at. */
export function formatEventJson(event: LogDocument): string {
  return escapeJson(JSON.stringify(event));
}

const LEVEL_WIDTH = "UNKNOWN".length;

/** Select Graphic Rendition codes (ECMA-48 §8.3.117). */
const COLORS: Readonly<Record<Level, string>> = {
  TRACE: "2",
  DEBUG: "2",
  INFO: "32",
  WARN: "33",
  ERROR: "31",
  FATAL: "1;31",
  UNKNOWN: "2",
};
