import { LEVELS } from "../../core/event.ts";
import type { Query } from "../../core/query/ast.ts";
import { matchPattern } from "../../core/query/pattern.ts";

/** The levels (by index in `LEVELS`) a query takes when it asks for nothing else; null = it does. */
export function toLevels(query: Query): number[] | null {
  const levels: number[] = [];
  for (const [index, level] of LEVELS.entries()) {
    const taken = takes(query, level);
    if (taken === null) return null;
    if (taken) levels.push(index);
  }
  return levels;
}

/** Whether an event of this level matches, whatever else is in it; null = that depends. */
function takes(query: Query, level: string): boolean | null {
  switch (query.kind) {
    case "all":
      return true;
    case "and":
    case "or": {
      const parts = query.parts.map((part) => takes(part, level));
      if (parts.includes(null)) return null;
      return query.kind === "and" ? !parts.includes(false) : parts.includes(true);
    }
    case "not": {
      const taken = takes(query.part, level);
      return taken === null ? null : !taken;
    }
    case "field":
      if (query.field !== "level" || query.extra) return null;
      return matchPattern(query.value, level);
    default:
      return null;
  }
}
