import type { Level, LogDocument } from "../core/event.ts";
import { readField } from "../core/trim_document.ts";
import { escapeJson, escapeText } from "../runtime/escape_text.ts";
import type { Shown } from "./log_source.ts";

/** How events are printed. */
export interface FormatOptions {
  /** For machines: one JSON document a line; safe to look at as well. */
  readonly json: boolean;
  /** Colour the level: for a terminal. */
  readonly color: boolean;
  /** Nothing but these; null = the usual ones. */
  readonly fields: readonly string[] | null;
}

/**
 * How an event becomes a line: time, level, service, message, or `name=value` of each field. What the log says
 * cannot steer the terminal: see {@linkcode escapeText}.
 */
export function createFormatter(
  { json, color, fields }: FormatOptions,
): (event: Shown) => string {
  if (json) return formatJson;
  if (fields !== null) return (event) => formatFields(event, fields);
  return (event) => formatEvent(event as LogDocument, color); // Without `fields` it is whole.
}

function formatEvent(event: LogDocument, color: boolean): string {
  const level = event.level.padEnd(LEVEL_WIDTH);
  const shown = color ? `\x1b[${COLORS[event.level]}m${level}\x1b[0m` : level;
  return `${event.timestamp} ${shown} ${escapeText(event.service)} ${escapeText(event.message)}`;
}

function formatFields(event: Shown, fields: readonly string[]): string {
  const document = { extra_fields: {}, ...event, source: event.source ?? {} } as LogDocument;
  const parts = fields.flatMap((name) => {
    const value = readField(document, name) ?? null;
    return value === null ? [] : [`${escapeText(name)}=${quote(String(value))}`];
  });
  return parts.join(" ");
}

/** In quotes where it would not be told from what follows. */
function quote(value: string): string {
  return /^[^\s="]+$/.test(value) ? escapeText(value) : escapeJson(JSON.stringify(value));
}

function formatJson(event: Shown): string {
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
