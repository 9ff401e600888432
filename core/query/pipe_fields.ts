import { isFixedField, isTimeField, parseCountedField, parseFieldName } from "./field.ts";
import type { Written } from "./pipe_reader.ts";
import { syntaxError } from "./syntax_error.ts";

/** A field that is counted by its text. Throws QuerySyntaxError where it has none, or nearly every event its own. */
export function toCountedField(written: Written): string {
  const { text, column } = written;
  refuseNoName(written);
  if (isTimeField(text)) {
    const hint = `write bin(5m) to count by time, or extra_fields.${text} for a field of that name`;
    throw syntaxError(`${text} cannot be counted by value`, column, hint);
  }
  try {
    parseCountedField(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw syntaxError(`nearly every event has its own ${text}`, column, "choose another field");
  }
  return text;
}

/** A field whose numbers are counted. Throws QuerySyntaxError where it has none. */
export function toNumberField(written: Written, takesTime: boolean): string {
  const { text, column } = written;
  refuseNoName(written);
  const { field, extra } = parseFieldName(text);
  if (extra || (takesTime && field === "timestamp")) return text;
  if (!isFixedField(field) && !isTimeField(field)) return text;
  const hint = field === "timestamp"
    ? "only min and max can be told of it; write bin(5m) to count by time"
    : `name another field, or write extra_fields.${field} for a field of that name`;
  throw syntaxError(`${field} has no numbers`, column, hint);
}

/** Throws QuerySyntaxError where no field's name is written: it would be one that no event has. */
export function refuseNoName({ text, quoted, column }: Written): void {
  if (text === "") throw syntaxError("a field's name is empty", column, "write it");
  if (quoted || !/[*?]/.test(text)) return;
  const hint = "write the name in full, or in quotes if the sign belongs to it";
  throw syntaxError("a field name has no wildcards", column, hint);
}
