import type { LogEvent } from "../event.ts";
import { type FieldName, fieldText } from "../query/field.ts";
import { toMessageShape } from "./message_shape.ts";

/** The text of a field by which an event belongs to a group; "" where it has none. Of a message, its shape. */
export function groupText(event: LogEvent, field: FieldName): string {
  return isMessage(field) ? toMessageShape(event.message) : fieldText(event, field) ?? "";
}

/** Whether it is the message that is meant. */
export function isMessage({ field, extra }: FieldName): boolean {
  return field === "message" && !extra;
}
