import { z } from "@hono/zod-openapi";

/** How times of events are declared: not as `date-time`, which has only years of four digits. */
export function toldTime(description: string): z.ZodString {
  return z.string().openapi({
    description: `${description}: ISO 8601, UTC; years beyond 0–9999 have six digits and a sign`,
    pattern: TOLD_TIME_PATTERN,
    example: "2025-10-23T14:32:15.000Z",
  });
}

/** How `tellTime` writes. */
export const TOLD_TIME_PATTERN =
  "^([0-9]{4}|[+-][0-9]{6})(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}\\.[0-9]{3}Z$";
