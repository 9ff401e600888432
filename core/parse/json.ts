import { parseExact } from "../transform/fields.ts";
import type { ParseContext, ParsedLine } from "./context.ts";

/**
 * A JSON object. Known names give time, level, service, hostname and message (see `known_fields.ts`), all
 * else becomes fields (see `transform/fields.ts`). Without a message the whole text is the message.
 */
export function parseJson(text: string, context: ParseContext): ParsedLine | null {
  if (!beginsObject(text)) return null;
  try {
    return toLine(text, JSON.parse(text), context) ?? toLine(text, parseExact(text), context);
  } catch (error) {
    // SyntaxError: not JSON. RangeError: nested too deeply for the stack of this machine.
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

/** Null when a number lost digits, which only the slower `parseExact` keeps. */
function toLine(text: string, object: unknown, context: ParseContext): ParsedLine | null {
  const { known, fields } = context;
  known.reset();
  // Text decoded from UTF-8 has no lone surrogates; only an escape (\ud800) makes one.
  fields.restart(!text.includes("\\u"));
  fields.addAll(object as object);
  const line = known.toLine(text, fields);
  return fields.inexact ? null : line;
}

function beginsObject(text: string): boolean {
  let at = 0;
  let code = text.charCodeAt(0);
  while (code === 32 || code === 9) code = text.charCodeAt(++at);
  return code === 123;
}
