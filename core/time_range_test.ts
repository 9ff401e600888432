import assert from "node:assert/strict";
import fc from "fast-check";
import { chooseIntervalMs, parseDurationMs, parseTime, TIME_PATTERN } from "./time_range.ts";

const NOW = Date.UTC(2025, 9, 23, 14, 32, 15, 123);

const TABLE: [text: string, timeMs: number][] = [
  ["now", NOW],
  ["now-15m", NOW - 900_000],
  ["now+1h", NOW + 3_600_000],
  ["15m", NOW - 900_000],
  [" 500ms ", NOW - 500],
  ["30s", NOW - 30_000],
  ["2d", NOW - 172_800_000],
  ["1w", NOW - 604_800_000],
  ["0", 0],
  ["-1", -1],
  ["1729698645123", 1_729_698_645_123],
  ["1969", 1969],
  ["1970", 0],
  ["2025", Date.UTC(2025, 0)],
  ["9999", Date.UTC(9999, 0)],
  ["10000", 10_000],
  ["2025-10", Date.UTC(2025, 9)],
  ["+012025-02", Date.UTC(12025, 1)],
  ["2025-10-23", Date.UTC(2025, 9, 23)],
  ["2024-02-29", Date.UTC(2024, 1, 29)],
  ["2025-10-23T14:32", Date.UTC(2025, 9, 23, 14, 32)],
  ["2025-10-23 14:32:15", NOW - 123],
  ["2025-10-23T14:32:15.123Z", NOW],
  ["2025-10-23T14:32:15,1239", NOW],
  ["2025-10-23t14:32:15.1z", NOW - 23],
  ["2025-10-23T16:32:15.123+02:00", NOW],
  ["2025-10-23T09:02:15.123-0530", NOW],
  ["2025-10-23 16:32:15.123 +02", NOW],
  ["0001-01-01", -62_135_596_800_000],
  ["9999-12-31T23:59:59.999Z", 253_402_300_799_999],
  ["+012025-01-01T00:00:00.000Z", Date.UTC(12025, 0)],
];

const REFUSED = [
  "",
  "yesterday",
  "now15m",
  "now-",
  "now-15",
  "15min",
  "1.5h",
  "-15m",
  "2025-13",
  "2025-00",
  "2025-1",
  "2025-10T14:32",
  "2025-13-01",
  "2025-02-29",
  "2025-10-23T24:00",
  "2025-10-23T14:60",
  "2025-10-23T14:32:60",
  "2025-10-23T14",
  "2025-10-23+02:00",
  "2025-10-23T14:32+24:00",
  "8640000000000001",
  "9999999999999999w",
  "23.10.2025",
  "1e3",
];

Deno.test("parseTime reads", async (t) => {
  for (const [text, timeMs] of TABLE) {
    await t.step(text, () => {
      assert.equal(parseTime(text, NOW), timeMs);
      assert.match(text, new RegExp(TIME_PATTERN));
    });
  }
});

Deno.test("parseTime refuses with a RangeError that names the text", async (t) => {
  for (const text of REFUSED) {
    await t.step(text, () => {
      assert.throws(() => parseTime(text, NOW), (error) => {
        assert(error instanceof RangeError);
        return error.message.startsWith(`Cannot read the time "${text}": it `);
      });
    });
  }
});

Deno.test("parseTime reads what toISOString wrote", () => {
  const times = fc.date({ noInvalidDate: true });
  fc.assert(fc.property(times, (time) => {
    assert.equal(parseTime(time.toISOString(), NOW), time.getTime());
    fc.pre(!/^\d{4}$/.test(String(time.getTime()))); // Years.
    assert.equal(parseTime(String(time.getTime()), NOW), time.getTime());
  }));
});

Deno.test("TIME_PATTERN fits only what parseTime knows as a time, but for dates of no calendar", () => {
  const texts = fc.stringMatching(new RegExp(TIME_PATTERN));
  fc.assert(fc.property(texts, (text) => {
    fc.pre(!/\d-\d/.test(text)); // A date.
    assert.doesNotMatch(refusalOf(() => parseTime(text, NOW)), /it is no time/);
  }));
});

/** What it throws says; empty when it throws nothing. */
function refusalOf(read: () => number): string {
  try {
    read();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

Deno.test("parseDurationMs reads a number with a unit, and refuses others", () => {
  assert.equal(parseDurationMs("500ms"), 500);
  assert.equal(parseDurationMs("5m"), 300_000);
  for (const text of ["", "5", "m", "-5m", "5 m", "5y", "99999999999999w"]) {
    assert.throws(() => parseDurationMs(text), RangeError, text);
  }
});

Deno.test("chooseIntervalMs is round and gives about 60 buckets", () => {
  const table: [rangeMs: number, intervalMs: number][] = [
    [0, 1000],
    [-5, 1000],
    [60_000, 1000],
    [15 * 60_000, 10_000],
    [3_600_000, 60_000],
    [86_400_000, 30 * 60_000],
    [7 * 86_400_000, 2 * 3_600_000],
    [30 * 86_400_000, 12 * 3_600_000],
    [365 * 86_400_000, 7 * 86_400_000],
  ];
  for (const [rangeMs, intervalMs] of table) {
    assert.equal(chooseIntervalMs(NOW, NOW + rangeMs), intervalMs, String(rangeMs));
  }
  fc.assert(fc.property(fc.integer({ min: 90_001, max: 17_280_000_000_000_000 }), (rangeMs) => {
    const buckets = rangeMs / chooseIntervalMs(-8.64e15, -8.64e15 + rangeMs);
    assert(buckets <= 90 && buckets > 22, `${buckets} buckets`);
  }));
});
