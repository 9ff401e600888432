import assert from "node:assert/strict";
import { DAY_MS } from "./calendar.ts";
import { ParseContext } from "./context.ts";
import { toNearestInstant } from "./missing_year.ts";

const cases: readonly (readonly [string, string, string, string | null])[] = [
  // month-day time, shipped, zone, instant
  ["12-31 23:59", "2026-01-01T00:00:01Z", "UTC", "2025-12-31T23:59:00.000Z"],
  ["01-01 00:00", "2025-12-31T23:59:59Z", "UTC", "2026-01-01T00:00:00.000Z"],
  ["01-01 23:59", "2025-12-31T23:59:59Z", "UTC", "2026-01-01T23:59:00.000Z"],
  ["01-02 00:00", "2025-12-31T23:59:59Z", "UTC", "2025-01-02T00:00:00.000Z"],
  ["10-24 12:00", "2025-10-23T12:00:00Z", "UTC", "2025-10-24T12:00:00.000Z"],
  ["10-24 12:01", "2025-10-23T12:00:00Z", "UTC", "2024-10-24T12:01:00.000Z"],
  ["01-01 00:30", "2025-12-31T23:45:00Z", "Europe/Berlin", "2025-12-31T23:30:00.000Z"],
  ["12-31 20:30", "2026-01-01T01:30:00Z", "America/New_York", "2026-01-01T01:30:00.000Z"],
  ["02-29 12:00", "2025-10-23T12:00:00Z", "UTC", "2024-02-29T12:00:00.000Z"],
  ["02-29 12:00", "1903-01-01T00:00:00Z", "UTC", "1896-02-29T12:00:00.000Z"],
  ["02-30 12:00", "2025-10-23T12:00:00Z", "UTC", null],
  ["13-01 12:00", "2025-10-23T12:00:00Z", "UTC", null],
];

for (const [text, shipped, timeZone, expected] of cases) {
  Deno.test(`toNearestInstant puts ${text} (${timeZone}), read at ${shipped}, at ${expected}`, () => {
    const context = new ParseContext({ timeZone, shippedMs: Date.parse(shipped) });
    const [month, day, hour, minute] = text.split(/\D/).map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const instantMs = toNearestInstant(
      { month, day, timeMs: (hour * 60 + minute) * 60_000 },
      context,
    );
    assert.equal(instantMs === null ? null : new Date(instantMs).toISOString(), expected);
    if (instantMs !== null) assert.ok(instantMs <= context.shippedMs + DAY_MS);
  });
}

Deno.test("toNearestInstant gives null where the batch has no usable time", () => {
  const context = new ParseContext({ timeZone: "UTC", shippedMs: NaN });
  assert.equal(toNearestInstant({ month: 1, day: 1, timeMs: 0 }, context), null);
});
