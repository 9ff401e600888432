import { z } from "@hono/zod-openapi";

/** A time as answers tell it; the first that there is for one before that, where an interval of time may begin. */
export function tellTime(ms: number): string {
  return new Date(Math.max(ms, -TIME_MAX_MS)).toISOString();
}

/** How times of events are declared: not as `date-time`, which has only years of four digits. */
export function toldTime(description: string): z.ZodString {
  return z.string().openapi({
    description: `${description}: ISO 8601, UTC; years beyond 0–9999 have six digits and a sign`,
    pattern: TOLD_TIME_PATTERN,
    example: "2025-10-23T14:32:15.000Z",
  });
}

/** How {@linkcode tellTime} writes. */
export const TOLD_TIME_PATTERN =
  "^([0-9]{4}|[+-][0-9]{6})(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}\\.[0-9]{3}Z$";

/** What `Date` can hold. */
const TIME_MAX_MS = 8.64e15;
