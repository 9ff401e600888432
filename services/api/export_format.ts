import { toDocument } from "../../core/document.ts";
import type { LogDocument, LogEvent } from "../../core/event.ts";
import { readField } from "../../core/trim_document.ts";
import { showEvent } from "./show_event.ts";

/** How an export is written. */
export interface ExportFormat {
  /** Media type. */
  readonly type: string;
  /** What comes before the first event. */
  readonly head: string;
  /** One event, with the end of its line. */
  toLine(event: LogEvent): string;
}

/** What an export may be asked to be; the names are also those of files. */
export const EXPORT_FORMATS = ["ndjson", "csv"] as const;

/** One of {@linkcode EXPORT_FORMATS}. */
export type ExportFormatName = (typeof EXPORT_FORMATS)[number];

/** One JSON document a line, or CSV as RFC 4180 has it; with nothing but `fields` where they are not null. */
export function toExportFormat(
  name: ExportFormatName,
  fields: readonly string[] | null,
): ExportFormat {
  return name === "csv" ? toCsvFormat(fields === null ? COLUMNS : fields.map(toColumn)) : {
    type: "application/x-ndjson",
    head: "",
    toLine: (event) => `${JSON.stringify(showEvent(event, fields))}\n`,
  };
}

/** A column of a table of events. */
interface Column {
  readonly name: string;
  readonly read: (document: LogDocument) => string;
}

/** Which columns a table of whole events has: the same ones whatever the events are. */
const COLUMNS: readonly Column[] = [
  ...["id", "timestamp", "level", "service"].map(toColumn),
  { name: "hostname", read: ({ source }) => source.hostname },
  ...["file", "message"].map(toColumn),
  { name: "extra_fields", read: ({ extra_fields }) => JSON.stringify(extra_fields) },
];

function toColumn(name: string): Column {
  return { name, read: (document) => String(readField(document, name) ?? "") };
}

function toCsvFormat(columns: readonly Column[]): ExportFormat {
  const toRow = (cells: readonly string[]) => `${cells.map(toCell).join(",")}\r\n`;
  return {
    type: "text/csv; charset=utf-8; header=present",
    head: toRow(columns.map(({ name }) => name)),
    toLine(event) {
      const document = toDocument(event);
      return toRow(columns.map(({ read }) => read(document)));
    },
  };
}

/** A spreadsheet takes what begins like a formula for one; behind an apostrophe it is text. */
function toCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Also in full width, and behind white space, which some leave out. */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;

/** Semicolons and tabs part cells in some countries. */
const QUOTED = /[",;\t\r\n]|^\s|\s$/;
