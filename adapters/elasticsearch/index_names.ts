import type { LogEvent } from "../../core/event.ts";

/**
 * The day that an event is kept under, `2025.10.23` in UTC: of its own time, unless that is implausible next to
 * when it was shipped, so that a file of old or broken times cannot open a thousand indices. A repeat has the
 * same, whenever it comes: its id is known in its own index alone.
 */
export function toDay({ timestampMs, shippedMs }: LogEvent): string {
  const timeMs = shippedMs ?? timestampMs;
  return new Date(Math.min(Math.max(timeMs, FIRST_MS), LAST_MS)).toISOString().slice(0, 10)
    .replaceAll("-", ".");
}

/** Whether an index of this name is one of LogFlow's, by the prefix of its names. */
export function isOwnIndex(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && /^\d{4}\.\d\d\.\d\d$/.test(name.slice(prefix.length));
}

/** Days have four digits of the year. */
const FIRST_MS = -62_167_219_200_000;
const LAST_MS = 253_402_300_799_999;
