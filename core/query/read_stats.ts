import { parseDurationMs } from "../time_range.ts";
import type { GroupKey, StatsFunction, StatsPipe } from "./pipe.ts";
import { toCountedField, toNumberField } from "./pipe_fields.ts";
import type { PipeReader, Written } from "./pipe_reader.ts";
import { FUNCTION_NAMES, parseFunctionName, printFunction, printKey } from "./stats_function.ts";
import { syntaxError } from "./syntax_error.ts";

/** `| stats` has at most this many functions. */
export const FUNCTIONS_MAX = 20;

/** `| stats … by` has at most this many keys. */
export const KEYS_MAX = 5;

/** Reads what follows `stats`. Throws QuerySyntaxError. */
export function readStats(reader: PipeReader): StatsPipe {
  const functions = reader.takeList(() => readNamed(reader, readFunction, printFunction));
  const by = reader.takeKeyword("by")
    ? reader.takeList(() => readNamed(reader, readKey, toKeyName))
    : [];
  refuseOver(functions, FUNCTIONS_MAX, "functions");
  refuseOver(by, KEYS_MAX, "keys after by");
  refuseTwice([...functions, ...by]);
  return {
    kind: "stats",
    stats: { functions: functions.map(({ item }) => item), by: by.map(({ item }) => item) },
    names: [...by, ...functions].map(({ name }) => name),
  };
}

/** Reads the name of a column as `stats` gives it: `service`, `count()`, `p95(ms)`, `bin(5m)`, or in quotes. */
export function readColumnName(reader: PipeReader): { name: string; column: number } {
  const written = reader.takeName("the name of a column", "write one of the table's");
  const { text, quoted, column } = written;
  if (quoted || !reader.isSign("(")) return { name: text, column };
  const name = text.toLowerCase() === "bin"
    ? printKey(readBin(reader))
    : printFunction(readCall(reader, written));
  return { name, column };
}

interface Named<T> {
  readonly item: T;
  readonly name: string;
  readonly column: number;
}

function readNamed<T>(
  reader: PipeReader,
  read: (reader: PipeReader) => { readonly item: T; readonly column: number },
  toName: (item: T) => string,
): Named<T> {
  const { item, column } = read(reader);
  if (!reader.takeKeyword("as")) return { item, name: toName(item), column };
  const name = reader.takeName('a name after "as"', "write it, in quotes if it has odd signs");
  if (name.text !== "") return { item, name: name.text, column: name.column };
  throw syntaxError('the name after "as" is empty', name.column, "write it");
}

/** Reads a function with its field. Throws QuerySyntaxError. */
export function readFunction(reader: PipeReader): { item: StatsFunction; column: number } {
  const name = reader.takeName("a function", "write one, as in stats count(), p95(latency_ms)");
  return { item: readCall(reader, name), column: name.column };
}

/** Reads `(field)` after a function's name. */
function readCall(reader: PipeReader, name: Written): StatsFunction {
  const known = name.quoted ? null : parseFunctionName(name.text);
  if (known === null) throw unknownFunction(name);
  const open = reader.takeSign("(");
  if (open === null) {
    const example = known.kind === "count" ? `${name.text}()` : `${name.text}(latency_ms)`;
    throw syntaxError(`"${name.text}" has no parentheses`, name.column, `write ${example}`);
  }
  const field = readArgument(reader, name, known.kind);
  reader.takeClose(open);
  if (known.kind === "count") return { kind: "count", field: field && toCountedField(field) };
  if (known.kind === "count_distinct") return { kind: known.kind, field: toCountedField(field!) };
  const takesTime = known.kind === "min" || known.kind === "max";
  const number = toNumberField(field!, takesTime);
  if (known.kind !== "percentile") return { kind: known.kind, field: number };
  return { kind: "percentile", percent: known.percent, field: number };
}

/** `count` may stand without one, or with `*`. */
function readArgument(
  reader: PipeReader,
  { text }: Written,
  kind: StatsFunction["kind"],
): Written | null {
  const next = reader.peekName();
  if (kind === "count" && next === null) return null;
  const field = reader.takeName("a field's name", `write it, as in ${text}(latency_ms)`);
  return kind === "count" && field.text === "*" && !field.quoted ? null : field;
}

function readKey(reader: PipeReader): { item: GroupKey; column: number } {
  const name = reader.takeName("a field's name", "write it after by, or bin(5m) for time");
  const { column } = name;
  if (!name.quoted && name.text.toLowerCase() === "bin" && reader.isSign("(")) {
    return { item: readBin(reader), column };
  }
  return { item: { kind: "field", field: toCountedField(name) }, column };
}

/** Reads `(5m)`. */
function readBin(reader: PipeReader): GroupKey {
  const open = reader.takeSign("(")!;
  const written = reader.takeName("a length of time", "write it, as in bin(5m)");
  reader.takeClose(open);
  try {
    const intervalMs = parseDurationMs(written.text);
    if (intervalMs >= 1) return { kind: "bin", intervalMs };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const problem = `"${written.text.slice(0, 100)}" is no length of time`;
  throw syntaxError(problem, written.column, "write 30s, 5m, 1h or 1d");
}

/** A field's own name, without the quotes it may need. */
function toKeyName(key: GroupKey): string {
  return key.kind === "field" ? key.field : printKey(key);
}

function refuseOver(items: readonly Named<unknown>[], max: number, what: string): void {
  if (items.length <= max) return;
  throw syntaxError(`there are more than ${max} ${what}`, items[max]!.column, "use fewer");
}

function refuseTwice(columns: readonly Named<unknown>[]): void {
  columns.forEach(({ name, column }, i) => {
    if (columns.findIndex((other) => other.name === name) === i) return;
    const hint = 'leave it out, or name it otherwise with "as"';
    throw syntaxError(`there are two columns "${name}"`, column, hint);
  });
}

function unknownFunction({ text, column }: Written): Error {
  const hint = `write one of ${FUNCTION_NAMES.join(", ")}`;
  return syntaxError(`there is no function "${text.slice(0, 100)}"`, column, hint);
}
