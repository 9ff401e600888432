import type { Query } from "./ast.ts";

/** Joins at least one query into one: flat where a part is of the same kind, without a level for one alone. */
export function combine(kind: "and" | "or", parts: readonly Query[]): Query {
  const flat = parts.flatMap((part) => part.kind === kind ? part.parts : [part]);
  return flat.length === 1 ? flat[0]! : { kind, parts: flat };
}
