import { lexPipes } from "./lex_pipes.ts";
import { parseFilter } from "./parse_filter.ts";
import {
  type FieldsPipe,
  type Pipe,
  type PipedQuery,
  ROWS_MAX,
  type SortPipe,
  type TopPipe,
} from "./pipe.ts";
import { toColumnNames } from "./column_names.ts";
import { refuseNoName, toCountedField } from "./pipe_fields.ts";
import { PipeReader, type Written } from "./pipe_reader.ts";
import { readColumnName, readStats } from "./read_stats.ts";
import { syntaxError } from "./syntax_error.ts";

/** A query has at most this many pipes. */
export const PIPES_MAX = 10;

/** `| fields` names at most this many. */
export const FIELDS_MAX = 50;

/** `| top` gives at most this many values. */
export const TOP_MAX = 1000;

/**
 * Reads a query that may have pipes after its filter (docs/query.md): `| stats …` or `| top …`, then `| sort …`
 * and `| limit …`; or `| fields …`. See `parseQuery` for the filter, the limits and `nowMs`. Throws
 * QuerySyntaxError with column and hint, also where it makes no table and one is wanted, or the other way round.
 */
export function parsePipedQuery(
  text: string,
  nowMs: number | null = null,
  wanted: "any" | "events" | "table" = "any",
): PipedQuery {
  const { query, pipesAt } = parseFilter(text, nowMs);
  if (pipesAt === null && wanted !== "table") return { query, pipes: [] };
  if (pipesAt === null) throw noTable(text.length + 1);
  const reader = new PipeReader(lexPipes(text.toWellFormed(), pipesAt));
  const pipes: Pipe[] = [];
  while (reader.takeSign("|") !== null) {
    const name = reader.takeName("the name of a pipe", `write one of ${PIPE_NAMES}`);
    if (pipes.length >= PIPES_MAX) {
      throw syntaxError(`it has more than ${PIPES_MAX} pipes`, name.column, "use fewer");
    }
    pipes.push(readPipe(reader, name, pipes));
    if (pipes.length === 1) refuseUnwanted(pipes[0]!, name.column, wanted);
    reader.expectEnd();
  }
  return { query, pipes };
}

function readPipe(reader: PipeReader, name: Written, before: readonly Pipe[]): Pipe {
  const kind = name.quoted ? "" : name.text.toLowerCase();
  refusePlace(kind, name, before);
  switch (kind) {
    case "stats":
      return readStats(reader);
    case "top":
      return readTop(reader);
    case "fields":
      return readFields(reader);
    case "sort":
      return readSort(reader, toColumnNames(before[0]!));
    case "limit":
      return { kind: "limit", limit: readCount(reader, "rows", ROWS_MAX) };
    default: {
      const hint = `write one of ${PIPE_NAMES}, or put "|" in quotes to search for it`;
      throw syntaxError(`there is no pipe "${name.text.slice(0, 100)}"`, name.column, hint);
    }
  }
}

function refuseUnwanted({ kind }: Pipe, column: number, wanted: "any" | "events" | "table"): void {
  if (wanted === "table" && kind === "fields") throw noTable(column);
  if (wanted !== "events" || kind === "fields") return;
  const hint = "leave it out, or ask for its table at /api/v1/logs/stats";
  throw syntaxError(`${kind} makes a table, and events are asked for`, column, hint);
}

function noTable(column: number): Error {
  return syntaxError(
    "it makes no table",
    column,
    "add | stats count() by service, or | top 10 path",
  );
}

/** A table is made once, and first; fields are shown of events. */
function refusePlace(kind: string, { column }: Written, before: readonly Pipe[]): void {
  const [first] = before;
  if (first?.kind === "fields") {
    throw syntaxError("nothing can follow fields", column, "leave it out, or put it before");
  }
  const isStep = kind === "sort" || kind === "limit";
  if (isStep && first === undefined) {
    const hint =
      "put stats or top before it; for events, order and limit are given beside the query";
    throw syntaxError(`${kind} is for tables, and there is none yet`, column, hint);
  }
  if (!isStep && first !== undefined && kind !== "" && PIPE_NAMES.split(", ").includes(kind)) {
    const problem = kind === "fields"
      ? "fields is for events, and a table came before"
      : `${kind} makes a second table, and there can be one`;
    throw syntaxError(problem, column, "leave one out");
  }
}

function readTop(reader: PipeReader): TopPipe {
  const next = reader.peekName();
  const isCount = next !== null && !next.quoted && /^\d/.test(next.text);
  const limit = isCount ? readCount(reader, "values", TOP_MAX) : TOP_DEFAULT;
  const field = reader.takeName("a field's name", "write it after top, as in top 10 path");
  return { kind: "top", limit, field: toCountedField(field) };
}

function readFields(reader: PipeReader): FieldsPipe {
  const names = reader.takeList(() => {
    const name = reader.takeName("a field's name", "write names with commas between");
    refuseNoName(name);
    return name;
  });
  if (names.length > FIELDS_MAX) {
    const problem = `fields names more than ${FIELDS_MAX}`;
    throw syntaxError(problem, names[FIELDS_MAX]!.column, "name fewer");
  }
  return { kind: "fields", fields: [...new Set(names.map(({ text }) => text))] };
}

function readSort(reader: PipeReader, names: readonly string[]): SortPipe {
  reader.takeKeyword("by");
  const by = reader.takeList(() => {
    const { name, column } = readColumnName(reader);
    if (!names.includes(name)) {
      const known = names.map((known) => `"${known}"`).join(", ");
      throw syntaxError(`there is no column "${name}" to sort by`, column, `write one of ${known}`);
    }
    const descending = reader.takeKeyword("desc");
    if (!descending) reader.takeKeyword("asc");
    return { name, descending };
  });
  return { kind: "sort", by };
}

/** Reads a whole number from 1 on. */
function readCount(reader: PipeReader, what: string, max: number): number {
  const written = reader.takeName(`a number of ${what}`, `write one from 1 to ${max}`);
  const count = /^\d{1,9}$/.test(written.text) ? Number(written.text) : 0;
  if (count >= 1 && count <= max) return count;
  const problem = `"${written.text.slice(0, 100)}" is no number of ${what}`;
  throw syntaxError(problem, written.column, `write one from 1 to ${max}`);
}

const PIPE_NAMES = "stats, top, fields, sort, limit";

/** As many as a person reads. */
const TOP_DEFAULT = 10;
