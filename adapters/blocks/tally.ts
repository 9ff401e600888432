import type { Explanation } from "../../ports/log_store.ts";

/** What a request looked at so far. */
export type Tally = { -readonly [Name in keyof Omit<Explanation, "ms">]: Explanation[Name] };

/** Nothing yet. */
export function startTally(): Tally {
  const passed = { blocks: 0, byTime: 0, byMemory: 0, byFilter: 0, byMeta: 0 };
  return { ...passed, read: 0, columns: 0, bytes: 0, cached: 0 };
}
