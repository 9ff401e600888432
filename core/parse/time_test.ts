import assert from "node:assert/strict";
import fc from "fast-check";
import { TimeScanner } from "./time.ts";
import { toTimeZone, UTC } from "./time_zone.ts";

const cases: readonly (readonly [string, string | null, string])[] = [
  ["2025-10-23 14:32:15", "2025-10-23T14:32:15.000Z", ""],
  ["2025-10-23T14:32:15Z", "2025-10-23T14:32:15.000Z", ""],
  ["2025-10-23t14:32:15z", "2025-10-23T14:32:15.000Z", ""],
  ["2025/10/23 14:32:15 [error]", "2025-10-23T14:32:15.000Z", " [error]"],
  ["2025-10-23 14:32:15.1 x", "2025-10-23T14:32:15.100Z", " x"],
  ["2025-10-23 14:32:15,123 x", "2025-10-23T14:32:15.123Z", " x"],
  ["2025-10-23 14:32:15.123999999Z", "2025-10-23T14:32:15.123Z", ""],
  ["2025-10-23 14:32:15, x", "2025-10-23T14:32:15.000Z", ", x"],
  ["2025-10-23T14:32:15+02:00", "2025-10-23T12:32:15.000Z", ""],
  ["2025-10-23T14:32:15-0330 x", "2025-10-23T18:02:15.000Z", " x"],
  ["2025-10-23T14:32:15+02 x", "2025-10-23T12:32:15.000Z", " x"],
  ["2025-10-23 14:32:15 +0200 x", "2025-10-23T12:32:15.000Z", " x"],
  ["2025-10-23 14:32:15 UTC x", "2025-10-23T14:32:15.000Z", " x"],
  ["2025-10-23 14:32:15 GMT", "2025-10-23T14:32:15.000Z", ""],
  ["2025-10-23 14:32:15 -12 degrees", "2025-10-23T14:32:15.000Z", " -12 degrees"],
  ["2025-10-23 14:32:15 - root", "2025-10-23T14:32:15.000Z", " - root"],
  ["2025-10-23 14:32:15 z", "2025-10-23T14:32:15.000Z", " z"],
  ["2025-10-23 14:32:15 UTCX", "2025-10-23T14:32:15.000Z", " UTCX"],
  ["2025-10-23 14:32:15+0260", "2025-10-23T14:32:15.000Z", "+0260"],
  ["2025-10-23T14:32Z", "2025-10-23T14:32:00.000Z", ""],
  ["2025-10-23 14:32 x", "2025-10-23T14:32:00.000Z", " x"],
  ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z", ""],
  ["2024-02-29 00:00:00", "2024-02-29T00:00:00.000Z", ""],
  ["0001-01-01 00:00:00", "0001-01-01T00:00:00.000Z", ""],
  ["9999-12-31 23:59:59.999", "9999-12-31T23:59:59.999Z", ""],
  ["2023-02-29 00:00:00", null, ""],
  ["2025-13-01 00:00:00", null, ""],
  ["2025-00-01 00:00:00", null, ""],
  ["2025-10-32 00:00:00", null, ""],
  ["0000-01-01 00:00:00", null, ""],
  ["2025-10-23 24:00:00", null, ""],
  ["2025-10-23 14:60:00", null, ""],
  ["2025-10-23 14:32:61", null, ""],
  ["2025-10-23 14:32:1", null, ""],
  ["2025-10-23_14:32:15", null, ""],
  ["2025-10-23", null, ""],
  ["2025-10/23 14:32:15", null, ""],
  ["20a5-10-23 14:32:15", null, ""],
  ["2025-10-23 14:3", null, ""],
  ["", null, ""],
];

for (const [text, expected, rest] of cases) {
  Deno.test(`TimeScanner reads ${JSON.stringify(text)} as ${expected}`, () => {
    for (const before of ["", "ab"]) {
      const scanner = new TimeScanner(UTC);
      const timeMs = scanner.scan(before + text, before.length);
      assert.equal(timeMs === null ? null : new Date(timeMs).toISOString(), expected);
      if (timeMs !== null) assert.equal((before + text).slice(scanner.end), rest);
    }
  });
}

Deno.test("TimeScanner takes the zone only where there is no offset", () => {
  const scanner = new TimeScanner(toTimeZone("Europe/Berlin"));
  assert.equal(scanner.scan("2025-10-26 02:30:00", 0), Date.parse("2025-10-26T00:30:00Z"));
  assert.equal(scanner.scan("2025-10-26 02:30:00+01:00", 0), Date.parse("2025-10-26T01:30:00Z"));
});

Deno.test("TimeScanner reads back every instant that Date writes, in any order", () => {
  const scanner = new TimeScanner(UTC);
  const range = { min: Date.parse("0001-01-01T00:00:00Z"), max: 253_402_300_799_999 };
  fc.assert(
    fc.property(fc.integer(range), (timeMs) => {
      assert.equal(scanner.scan(new Date(timeMs).toISOString(), 0), timeMs);
    }),
    { numRuns: 2000 },
  );
});
