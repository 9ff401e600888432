import assert from "node:assert/strict";
import fc from "fast-check";
import { toTimeZone, UTC } from "./time_zone.ts";

const cases: readonly (readonly [string, string, string])[] = [
  ["Europe/Berlin", "2025-07-01T12:00:00.123", "2025-07-01T10:00:00.123Z"],
  ["Europe/Berlin", "2025-01-01T00:30:00", "2024-12-31T23:30:00Z"],
  ["Europe/Berlin", "2025-03-30T01:59:59.999", "2025-03-30T00:59:59.999Z"],
  ["Europe/Berlin", "2025-03-30T02:00:00", "2025-03-30T01:00:00Z"], // gap: becomes 03:00
  ["Europe/Berlin", "2025-03-30T02:30:00", "2025-03-30T01:30:00Z"], // gap: becomes 03:30
  ["Europe/Berlin", "2025-03-30T03:00:00", "2025-03-30T01:00:00Z"],
  ["Europe/Berlin", "2025-10-26T01:59:59.999", "2025-10-25T23:59:59.999Z"],
  ["Europe/Berlin", "2025-10-26T02:00:00", "2025-10-26T00:00:00Z"], // overlap: the earlier
  ["Europe/Berlin", "2025-10-26T02:59:59.999", "2025-10-26T00:59:59.999Z"], // overlap: the earlier
  ["Europe/Berlin", "2025-10-26T03:00:00", "2025-10-26T02:00:00Z"],
  ["America/New_York", "2025-03-09T01:59:59", "2025-03-09T06:59:59Z"],
  ["America/New_York", "2025-03-09T02:30:00", "2025-03-09T07:30:00Z"], // gap: becomes 03:30
  ["America/New_York", "2025-03-09T03:00:00", "2025-03-09T07:00:00Z"],
  ["America/New_York", "2025-11-02T01:30:00", "2025-11-02T05:30:00Z"], // overlap: the earlier
  ["America/New_York", "2025-11-02T02:00:00", "2025-11-02T07:00:00Z"],
  ["Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00Z"], // a whole day was skipped
  ["Pacific/Kiritimati", "2025-01-01T00:00:00", "2024-12-31T10:00:00Z"],
  ["Asia/Kathmandu", "2025-01-01T00:00:00", "2024-12-31T18:15:00Z"],
  ["Europe/Berlin", "0001-01-01T00:00:00", "0000-12-31T23:06:32Z"], // local mean time
  ["Europe/Berlin", "9999-12-31T23:59:59", "9999-12-31T22:59:59Z"],
  ["UTC", "2025-03-30T02:30:00", "2025-03-30T02:30:00Z"],
  ["No/Where", "2025-03-30T02:30:00", "2025-03-30T02:30:00Z"],
  ["", "2025-03-30T02:30:00", "2025-03-30T02:30:00Z"],
];

for (const [zone, wall, instant] of cases) {
  Deno.test(`TimeZone ${zone || "(empty)"} turns ${wall} into ${instant}`, () => {
    const instantMs = toTimeZone(zone).toInstant(Date.parse(`${wall}Z`));
    assert.equal(new Date(instantMs).toISOString(), new Date(instant).toISOString());
  });
}

Deno.test("TimeZone finds the instant whose wall clock it was given, whatever the order of days", () => {
  const zone = toTimeZone("America/New_York");
  const wall = new Intl.DateTimeFormat("en-US", {
    timeZone: "America/New_York",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const seconds = fc.integer({ min: 0, max: 2 ** 31 });
  fc.assert(
    fc.property(seconds, (second) => {
      const wallMs = second * 1000;
      const part = Object.fromEntries(
        wall.formatToParts(zone.toInstant(wallMs)).map(({ type, value }) => [type, value]),
      );
      const seen = Date.parse(
        `${part["year"]}-${part["month"]}-${part["day"]}T${part["hour"]}:${part["minute"]}:${
          part["second"]
        }Z`,
      );
      assert.ok(seen === wallMs || seen === wallMs + 3_600_000, `${wallMs} became ${seen}`);
    }),
    { numRuns: 500 },
  );
});

Deno.test("UTC leaves a wall-clock time as it is", () => assert.equal(UTC.toInstant(5), 5));
