import { type Parse, ParseContext } from "./context.ts";

/** What a parser says of a text, for tests: what is null left out, the time as ISO 8601; null = refused. */
export function readLine(
  parse: Parse,
  text: string,
  { timeZone = "UTC", shipped = "2025-10-24T12:00:00Z" } = {},
): Record<string, unknown> | null {
  const line = parse(text, new ParseContext({ timeZone, shippedMs: Date.parse(shipped) }));
  if (line === null) return null;
  const { timestampMs, ...others } = line;
  const time = timestampMs === null ? null : new Date(timestampMs).toISOString();
  const entries = Object.entries({ time, ...others }).filter(([, value]) => value !== null);
  return Object.fromEntries(entries);
}
