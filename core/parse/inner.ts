import { parseCombined } from "./combined.ts";
import type { Parse, ParseContext, ParsedLine } from "./context.ts";
import { onFirstLine } from "./first_line.ts";
import { parseJson } from "./json.ts";
import { parseKlog } from "./klog.ts";
import { parseLogfmt } from "./logfmt.ts";
import { parseOther } from "./other.ts";
import { parseText } from "./text.ts";

/** What a container wrote, by the format its first line looks like; the others join the message. */
export function parseInner(text: string, context: ParseContext): ParsedLine {
  return parseLines(text, context) ?? parseOther(text, context);
}

const parseLines = onFirstLine((line, context) => {
  for (const parse of INNER) {
    const parsed = parse(line, context);
    if (parsed !== null) return parsed;
  }
  return null;
});

/** Each refuses most other texts by their first characters. */
const INNER: readonly Parse[] = [parseJson, parseText, parseKlog, parseCombined, parseLogfmt];
