import { parseContainer, type RuntimeLine } from "./container.ts";
import type { ParseContext, ParsedLine } from "./context.ts";

/**
 * Docker's json-file log: `{"log":"text\n","stream":"stdout","time":"…Z"}`; a `log` without \n at its end goes
 * on in the next record. Unwrapped and parsed as `container.ts` tells. Fields: `stream`, and `attrs.name`.
 */
export function parseDocker(text: string, context: ParseContext): ParsedLine | null {
  return parseContainer(text, context, parseLine);
}

function parseLine(line: string, context: ParseContext): RuntimeLine | null {
  const record = parseObject(line);
  if (record === null) return null;
  const { log, stream, time, ...others } = record;
  if (typeof log !== "string" || typeof stream !== "string" || typeof time !== "string") {
    return null;
  }
  const timestampMs = context.time.scan(time, 0);
  if (timestampMs === null || context.time.end !== time.length) return null;
  const attributes = Object.keys(others).length > 0 ? others : null;
  return { timestampMs, stream: stream.toWellFormed(), text: log.toWellFormed(), attributes };
}

function parseObject(line: string): Record<string, unknown> | null {
  if (line.charCodeAt(0) !== BRACE) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}

const BRACE = 123;
