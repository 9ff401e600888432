import assert from "node:assert/strict";
import { LEVELS } from "./event.ts";
import { parseLevel, toNumericLevel, toSyslogLevel } from "./level.ts";

const cases: readonly (readonly [string, string | null])[] = [
  ["INFO", "INFO"],
  ["warning", "WARN"],
  ["Warn", "WARN"],
  ["wArNiNg", "WARN"],
  [" error ", "ERROR"],
  ["err", "ERROR"],
  ["SEVERE", "ERROR"],
  ["fatal", "FATAL"],
  ["crit", "FATAL"],
  ["emerg", "FATAL"],
  ["alert", "FATAL"],
  ["panic", "FATAL"],
  ["notice", "INFO"],
  ["Information", "INFO"],
  ["verbose", "TRACE"],
  ["finer", "TRACE"],
  ["fine", "DEBUG"],
  ["dbg", "DEBUG"],
  ["unknown", "UNKNOWN"],
  ["eror", null],
  ["", null],
  ["constructor", null],
  ["__proto__", null],
  ["errors", null],
];

for (const [text, level] of cases) {
  Deno.test(`parseLevel reads ${JSON.stringify(text)} as ${level}`, () => {
    assert.equal(parseLevel(text), level);
  });
}

Deno.test("parseLevel reads every level's own name", () => {
  for (const level of LEVELS) assert.equal(parseLevel(level), level);
});

Deno.test("toSyslogLevel maps 0 to 7 and nothing else", () => {
  const levels = [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0.5, NaN].map(toSyslogLevel);
  const [F, N] = ["FATAL", null];
  assert.deepEqual(levels, [N, F, F, F, "ERROR", "WARN", "INFO", "INFO", "DEBUG", N, N, N]);
});

Deno.test("toNumericLevel maps 10 to 60, numbers between to the lower, and nothing else", () => {
  const levels = [10, 20, 30, 35, 40, 50, 60, 9, 70, -1, NaN, Infinity].map(toNumericLevel);
  const known = ["TRACE", "DEBUG", "INFO", "INFO", "WARN", "ERROR", "FATAL"];
  assert.deepEqual(levels, [...known, null, null, null, null, null]);
});
