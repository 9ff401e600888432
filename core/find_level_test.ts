import assert from "node:assert/strict";
import { findLevel } from "./find_level.ts";

const cases: readonly (readonly [string, string | null])[] = [
  ["ERROR something broke", "ERROR"],
  ["WARNING: low disk", "WARN"],
  ["main.c:12: FATAL no memory", "FATAL"],
  ["[error] 12#0: *1 open() failed", "ERROR"],
  ["<warn> hm", "WARN"],
  ["worker (info) ready", "INFO"],
  ['{"level":"error","x":1', "ERROR"],
  ["time=1 level=warning msg=x", "WARN"],
  ["severity: critical, x", "FATAL"],
  ["error: no such file", "ERROR"],
  ["panic: runtime error: index out of range", "FATAL"],
  ["Error: x\n    at f (a.js:1:2)", "ERROR"],
  ["\x1b[32mINFO\x1b[0m started", "INFO"],
  ["\x1b[2m2025-10-23T14:32:15Z\x1b[0m \x1b[31mERROR\x1b[0m x", "ERROR"],
  ["Traceback (most recent call last):\n  File", "ERROR"],
  ['Exception in thread "main" java.lang.X', "ERROR"],
  ["2025-10-23 | DEBUG    | app:run:1 - x", "DEBUG"],
  ["no error found", null],
  ["an error: x", null],
  ["ERROR_CODE 0, ERRORS none", null],
  ["NO-ERROR here", null],
  ["/var/ERROR/x", null],
  ["level=high", null],
  ["UNKNOWN command", null],
  ["Fine, thanks", null],
  ["", null],
  [`${"x ".repeat(100)}ERROR`, null],
];

for (const [text, level] of cases) {
  Deno.test(`findLevel finds ${level} in ${JSON.stringify(text.slice(0, 50))}`, () => {
    assert.equal(findLevel(text), level);
  });
}
