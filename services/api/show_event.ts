import { toDocument } from "../../core/document.ts";
import type { LogDocument, LogEvent } from "../../core/event.ts";
import { trimDocument, type TrimmedDocument } from "../../core/trim_document.ts";

/** An event as it is asked for: whole, or these fields of it. */
export function showEvent(
  event: LogEvent,
  fields: readonly string[] | null,
): LogDocument | TrimmedDocument {
  const document = toDocument(event);
  return fields === null ? document : trimDocument(document, fields);
}
