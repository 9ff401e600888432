import assert from "node:assert/strict";
import { readLine } from "./test_line.ts";
import { parseText } from "./text.ts";

const time = "2025-10-23T14:32:15.000Z";
const cases: readonly (readonly [string, Record<string, unknown> | null])[] = [
  [
    "2025-10-23 14:32:15 INFO [payment-service] Payment completed for order order_45231",
    {
      time,
      level: "INFO",
      service: "payment-service",
      message: "Payment completed for order order_45231",
    },
  ],
  ["2025-10-23T14:32:15Z WARN [a] m", { time, level: "WARN", service: "a", message: "m" }],
  [
    "2025-10-23 14:32:15,123 ERROR m",
    { time: "2025-10-23T14:32:15.123Z", level: "ERROR", message: "m" },
  ],
  ["2025-10-23 16:32:15 +0200 DEBUG m", { time, level: "DEBUG", message: "m" }],
  ["2025-10-23 14:32:15 [INFO ] [svc] m", { time, level: "INFO", service: "svc", message: "m" }],
  ["2025-10-23 14:32:15 [ warn] m", { time, level: "WARN", message: "m" }],
  ["2025-10-23 14:32:15 INFO  m", { time, level: "INFO", message: "m" }],
  ["2025-10-23 14:32:15 INFO: m", { time, level: "INFO", message: "m" }],
  ["2025-10-23 14:32:15 info: m", { time, level: "INFO", message: "m" }],
  ["2025-10-23 14:32:15\tinfo\tm", { time, level: "INFO", message: "m" }],
  ["2025-10-23 14:32:15 INFO[svc] m", { time, level: "INFO", service: "svc", message: "m" }],
  ["2025-10-23 14:32:15 [svc] m", { time, service: "svc", message: "m" }],
  ["2025-10-23 14:32:15 INFO [svc]: m", { time, level: "INFO", service: "svc", message: "m" }],
  ["[2025-10-23 14:32:15] ERROR m", { time, level: "ERROR", message: "m" }],
  [
    "2025-10-23 14:32:15 [main] INFO [svc] m",
    { time, level: "INFO", service: "svc", message: "m", fields: { thread: "main" } },
  ],
  [
    "2025/10/23 14:32:15 [error] 12#0: *1 open() failed",
    { time, level: "ERROR", message: "12#0: *1 open() failed" },
  ],
  [
    "2025-10-23 14:32:15,000 - app.db - WARNING - slow",
    { time, level: "WARN", message: "slow", fields: { logger: "app.db" } },
  ],
  ["2025-10-23 14:32:15 - ERROR - m", { time, level: "ERROR", message: "m" }],
  ["2025-10-23 14:32:15 - so it goes", { time, message: "- so it goes" }],
  ["2025-10-23 14:32:15 INFO [4711] m", { time, level: "INFO", message: "[4711] m" }],
  ["2025-10-23 14:32:15 INFO [two words] m", { time, level: "INFO", message: "[two words] m" }],
  ["2025-10-23 14:32:15 INFO [a.b/c:d-1] m", {
    time,
    level: "INFO",
    service: "a.b/c:d-1",
    message: "m",
  }],
  ["2025-10-23 14:32:15 error opening file", {
    time,
    level: "ERROR",
    message: "error opening file",
  }],
  ["2025-10-23 14:32:15 Critical path computed", { time, message: "Critical path computed" }],
  ["2025-10-23 14:32:15 INFORMED users", { time, message: "INFORMED users" }],
  ["2025-10-23 14:32:15 GET /x", { time, message: "GET /x" }],
  ["2025-10-23 14:32:15 INFO", { time, level: "INFO", message: "" }],
  ["2025-10-23 14:32:15", { time, message: "" }],
  ["2025-10-23 14:32:15 INFO a\u0000b\u0000", { time, level: "INFO", message: "a\u0000b\u0000" }],
  ["2025-10-23 14:32:15 INFO [dienst-ä] ü🙂", {
    time,
    level: "INFO",
    service: "dienst-ä",
    message: "ü🙂",
  }],
  ["0001-01-01 00:00:00 INFO m", {
    time: "0001-01-01T00:00:00.000Z",
    level: "INFO",
    message: "m",
  }],
  ["9999-12-31 23:59:59 INFO m", {
    time: "9999-12-31T23:59:59.000Z",
    level: "INFO",
    message: "m",
  }],
  ["2025-13-23 14:32:15 INFO m", null],
  ["2025-10-23 14:32:15INFO m", null],
  ["[2025-10-23 14:32:15 INFO m", null],
  [" 2025-10-23 14:32:15 INFO m", null],
  ["INFO m", null],
  ["", null],
];

for (const [text, expected] of cases) {
  Deno.test(`parseText reads ${JSON.stringify(text)}`, () => {
    assert.deepEqual(readLine(parseText, text), expected);
  });
}

Deno.test("parseText takes times without an offset for the zone's, over gap and overlap", () => {
  const at = (text: string, timeZone: string) =>
    readLine(parseText, `${text} INFO m`, { timeZone })!["time"];
  assert.equal(at("2025-03-30 02:30:00", "Europe/Berlin"), "2025-03-30T01:30:00.000Z");
  assert.equal(at("2025-10-26 02:30:00", "Europe/Berlin"), "2025-10-26T00:30:00.000Z");
  assert.equal(at("2025-03-09 02:30:00", "America/New_York"), "2025-03-09T07:30:00.000Z");
  assert.equal(at("2025-11-02 01:30:00", "America/New_York"), "2025-11-02T05:30:00.000Z");
  assert.equal(at("2025-11-02T01:30:00Z", "America/New_York"), "2025-11-02T01:30:00.000Z");
});
