/**
 * How long an HTTP header `Retry-After` asks to wait, in seconds or as a date (RFC 9110, 10.2.3): milliseconds, at
 * most {@linkcode RETRY_AFTER_MS_MAX}; undefined where it is missing or makes no sense.
 */
export function parseRetryAfterMs(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), RETRY_AFTER_MS_MAX);
}

/** A receiver that asks for more is asked again earlier. */
export const RETRY_AFTER_MS_MAX = 3_600_000;
