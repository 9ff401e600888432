import { toDocument } from "../../core/document.ts";
import type { LogDocument, LogEvent } from "../../core/event.ts";

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

/** One JSON document a line, or CSV as RFC 4180 has it. */
export function toExportFormat(name: ExportFormatName): ExportFormat {
  return name === "csv" ? toCsvFormat(toColumns()) : {
    type: "application/x-ndjson",
    head: "",
    toLine: (event) => `${JSON.stringify(toDocument(event))}\n`,
  };
}

/** A column of a table of events. */
interface Column {
  readonly name: string;
  readonly read: (document: LogDocument) => string;
}

/** Which columns a table of events has: the same ones whatever the events are. */
function toColumns(): readonly Column[] {
  return [
    { name: "id", read: ({ id }) => id },
    { name: "timestamp", read: ({ timestamp }) => timestamp },
    { name: "level", read: ({ level }) => level },
    { name: "service", read: ({ service }) => service },
    { name: "hostname", read: ({ source }) => source.hostname },
    { name: "file", read: ({ source }) => source.file },
    { name: "message", read: ({ message }) => message },
    { name: "extra_fields", read: ({ extra_fields }) => JSON.stringify(extra_fields) },
  ];
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
