import { QuerySyntaxError } from "../errors.ts";

/** Makes the error of one place in a query's text; `column` counts from 1. */
export function syntaxError(problem: string, column: number, hint: string): QuerySyntaxError {
  const message = `Cannot read the query at column ${column}: ${problem}; ${hint}`;
  return new QuerySyntaxError(message, { column, hint });
}
