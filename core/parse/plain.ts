import type { ParsedLine } from "./context.ts";

/** Anything: the whole text is the message, as it is. Never null. */
export function parsePlain(text: string): ParsedLine {
  return {
    timestampMs: null,
    level: null,
    service: null,
    hostname: null,
    message: text,
    fields: null,
  };
}
