import type { ParseContext, ParsedLine } from "./context.ts";
import { parseJson } from "./json.ts";
import { parsePlain } from "./plain.ts";

/**
 * What the parser of its format refuses: an event of several lines that are one JSON object together
 * (pretty-printed) is read as that; all else is the message, whole. Never null.
 */
export function parseOther(text: string, context: ParseContext): ParsedLine {
  const object = text.includes("\n") ? parseJson(text, context) : null;
  return object ?? parsePlain(text);
}
