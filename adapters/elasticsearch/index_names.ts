import type { LogEvent } from "../../core/event.ts";
import { FIRST_MS, LAST_MS } from "./year_bounds.ts";

/**
 * The day that an event is kept under, `2025.10.23` in UTC: of its own time, unless that is implausible next to
 * when it was shipped, so that a file of old or broken times cannot open a thousand indices. A repeat has the
 * same, whenever it comes: its id is known in its own index alone.
 */
export function toDay({ timestampMs, shippedMs }: LogEvent): string {
  const timeMs = Math.min(Math.max(shippedMs ?? timestampMs, FIRST_MS), LAST_MS);
  const number = Math.floor(timeMs / DAY_MS);
  if (number !== last.number) {
    const text = new Date(timeMs).toISOString().slice(0, 10).replaceAll("-", ".");
    last = { number, text };
  }
  return last.text;
}

/** Nearly always the next one, too. */
let last = { number: NaN, text: "" };
const DAY_MS = 86_400_000;

/** Whether an index of this name is one of LogFlow's, by the prefix of its names. */
export function isOwnIndex(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && /^\d{4}\.\d\d\.\d\d$/.test(name.slice(prefix.length));
}

/** When a day as `toDay` gives it is over. */
export function toDayEndMs(day: string): number {
  return Date.parse(day.replaceAll(".", "-")) + DAY_MS;
}
