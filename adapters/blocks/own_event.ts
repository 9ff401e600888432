import type { LogEvent } from "../../core/event.ts";
import { setField } from "./fields.ts";
import { toOwnText } from "./own_text.ts";

/** A copy whose texts keep no column in memory: a few events may else keep all columns of as many blocks. */
export function toOwnEvent(event: LogEvent): LogEvent {
  const { fields } = event;
  return {
    ...event,
    ...{ origin: toOwnText(event.origin), service: toOwnText(event.service) },
    ...{ hostname: toOwnText(event.hostname), file: toOwnText(event.file) },
    message: toOwnText(event.message),
    fields: fields && copyFields(fields),
  };
}

function copyFields(fields: NonNullable<LogEvent["fields"]>): LogEvent["fields"] {
  const copy: Record<string, string | number | boolean> = {};
  for (const name in fields) {
    const value = fields[name]!;
    setField(copy, name, typeof value === "string" ? toOwnText(value) : value);
  }
  return copy;
}
