import { FieldsBuilder } from "../transform/fields.ts";
import type { ParseContext, ParsedLine } from "./context.ts";
import { parseInner } from "./inner.ts";

/** What a line of a container runtime's log says. */
export interface RuntimeLine {
  /** Epoch milliseconds. */
  readonly timestampMs: number;
  /** `stdout` or `stderr`, as the runtime names it. */
  readonly stream: string;
  /** What the container wrote; ends with \n unless the line goes on in the next record. */
  readonly text: string;
  /** What else the runtime says of it; null = nothing. */
  readonly attributes: object | null;
}

/**
 * Unwraps an event of one or several records, joins what the container wrote, and parses that. Time,
 * stream and attributes are the first record's; a time in the text wins. Null where a line is no record.
 */
export function parseContainer(
  text: string,
  context: ParseContext,
  parseLine: (line: string, context: ParseContext) => RuntimeLine | null,
): ParsedLine | null {
  let first: RuntimeLine | null = null;
  let written = "";
  for (const line of text.includes("\n") ? text.split("\n") : [text]) {
    const record = parseLine(line, context);
    if (record === null) return null;
    first ??= record;
    written += record.text;
  }
  if (first === null) return null;
  // A terminal's lines end with \r\n.
  const inner = parseInner(written.replace(/\r?\n$/, ""), context);
  const fields = new FieldsBuilder(inner.fields);
  fields.add("stream", first.stream);
  if (first.attributes !== null) fields.addAll(first.attributes);
  return {
    ...inner,
    timestampMs: inner.timestampMs ?? first.timestampMs,
    fields: fields.fields,
  };
}
