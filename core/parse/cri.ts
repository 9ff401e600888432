import { parseContainer, type RuntimeLine } from "./container.ts";
import type { ParseContext, ParsedLine } from "./context.ts";

/**
 * Kubernetes' container runtime log: `<time> stdout|stderr F|P text`; P (partial) goes on in the next record.
 * Unwrapped and parsed as `container.ts` tells. Field: `stream`.
 */
export function parseCri(text: string, context: ParseContext): ParsedLine | null {
  return parseContainer(text, context, parseLine);
}

function parseLine(line: string, context: ParseContext): RuntimeLine | null {
  const timestampMs = context.time.scan(line, 0);
  if (timestampMs === null) return null;
  const { end } = context.time;
  const stream = line.startsWith(" stdout ", end)
    ? "stdout"
    : line.startsWith(" stderr ", end)
    ? "stderr"
    : null;
  const tag = line.charAt(end + TAG_AT);
  const after = line.charCodeAt(end + TAG_AT + 1);
  if (stream === null || (tag !== "F" && tag !== "P")) return null;
  // Further tags may follow a colon one day: `F:x text`.
  const textAt = after === COLON ? line.indexOf(" ", end + TAG_AT) : end + TAG_AT + 1;
  if (textAt < line.length && line.charCodeAt(textAt) !== SPACE) return null;
  const text = line.slice(textAt + 1);
  return { timestampMs, stream, text: tag === "F" ? `${text}\n` : text, attributes: null };
}

const TAG_AT = " stdout ".length;
const SPACE = 32;
const COLON = 58;
