import type { ContainerRecord } from "./container_record.ts";
import { type Line, SPACE, startsWith } from "./line.ts";

/**
 * Reads a record of the Kubernetes container runtimes, `2025-10-23T14:32:15.123456789Z stdout F text`; null
 * when the line is none. The tag `P` marks a partial record, `F` a full one (or the last of partial ones).
 */
export function readCriRecord({ bytes, from, to }: Line): ContainerRecord | null {
  const space = from + TIME_BYTES_MIN - 1 < to ? bytes.indexOf(SPACE, from) : -1;
  if (space < from + TIME_BYTES_MIN || space - from > TIME_BYTES_MAX) return null;
  if (bytes[from + 4] !== DASH || bytes[from + 10] !== LETTER_T) return null;
  const rest = { bytes, from: space, to };
  const stream = startsWith(rest, " stderr ") ? 1 : 0;
  if (stream === 0 && !startsWith(rest, " stdout ")) return null;
  const tag = space + " stdout ".length;
  let end = tag;
  while (end < to && bytes[end] !== SPACE) end++;
  const isPartial = bytes[tag] === LETTER_P;
  if (!isPartial && bytes[tag] !== LETTER_F) return null;
  const text = { bytes, from: Math.min(end + 1, to), to };
  return { stream, isPartial, text, isEscaped: false };
}

/** `2025-10-23T14:32:15Z`. */
const TIME_BYTES_MIN = 20;
/** `2025-10-23T14:32:15.123456789+02:00`. */
const TIME_BYTES_MAX = 35;
const DASH = 45;
const LETTER_F = 70;
const LETTER_P = 80;
const LETTER_T = 84;
