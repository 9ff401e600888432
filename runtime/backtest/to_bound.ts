import type { FeedOptions } from "./feed.ts";

/** Before when a feed gives its events at some time: intervals are whole, and it does not go on for ever. */
export function toBound(
  { rule: { intervalMs }, toMs: endMs }: Pick<FeedOptions, "rule" | "toMs">,
  nowMs: number,
): number {
  return Math.min(Math.floor(nowMs / intervalMs) * intervalMs, endMs);
}
