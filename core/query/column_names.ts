import type { Pipe } from "./pipe.ts";

/** Names of the columns of the table that a pipe makes, in their order; none where it makes none. */
export function toColumnNames(pipe: Pipe): readonly string[] {
  if (pipe.kind === "stats") return pipe.names;
  return pipe.kind === "top" ? [pipe.field, COUNT_NAME] : [];
}

/** The column of the number of events. */
export const COUNT_NAME = "count()";
