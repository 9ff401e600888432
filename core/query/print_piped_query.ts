import type { Pipe, PipedQuery, SortPipe, StatsPipe } from "./pipe.ts";
import { printOwnName } from "./print_name.ts";
import { printQuery } from "./print_query.ts";
import { printFunction, printKey } from "./stats_function.ts";

/** The text that `parsePipedQuery` reads as this; see `printQuery`. */
export function printPipedQuery({ query, pipes }: PipedQuery): string {
  return [printQuery(query), ...pipes.map(printPipe)].join(" | ");
}

function printPipe(pipe: Pipe): string {
  switch (pipe.kind) {
    case "stats":
      return `stats ${printStats(pipe)}`;
    case "top":
      return `top ${pipe.limit} ${printOwnName(pipe.field)}`;
    case "fields":
      return `fields ${pipe.fields.map(printOwnName).join(", ")}`;
    case "sort":
      return `sort by ${printSort(pipe)}`;
    case "limit":
      return `limit ${pipe.limit}`;
  }
}

function printStats({ stats: { functions, by }, names }: StatsPipe): string {
  const named = (text: string, name: string, own: string) =>
    name === own ? text : `${text} as ${printOwnName(name)}`;
  const keys = by.map((key, i) => {
    const own = key.kind === "field" ? key.field : printKey(key);
    return named(printKey(key), names[i]!, own);
  });
  const calls = functions.map((called, i) => {
    const text = printFunction(called);
    return named(text, names[by.length + i]!, text);
  });
  return [calls.join(", "), ...(keys.length > 0 ? [keys.join(", ")] : [])].join(" by ");
}

function printSort({ by }: SortPipe): string {
  return by.map(({ name, descending }) => `${printOwnName(name)}${descending ? " desc" : ""}`)
    .join(", ");
}
