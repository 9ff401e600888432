import assert from "node:assert/strict";
import { parseKlog } from "./klog.ts";
import { readLine } from "./test_line.ts";

const cases: readonly (readonly [string, Record<string, unknown> | null])[] = [
  [`I1023 14:32:15.123456   12345 file.go:12] "Pod started" pod="a/b"`, {
    time: "2025-10-23T14:32:15.123Z",
    level: "INFO",
    message: `"Pod started" pod="a/b"`,
    fields: { thread: 12345, caller: "file.go:12" },
  }],
  ["W1231 23:59:59.000001       1 a.go:1] m", {
    time: "2024-12-31T23:59:59.000Z",
    level: "WARN",
    message: "m",
    fields: { thread: 1, caller: "a.go:1" },
  }],
  ["E1023 14:32:15.1 7 a.go:1]", {
    time: "2025-10-23T14:32:15.100Z",
    level: "ERROR",
    message: "",
    fields: { thread: 7, caller: "a.go:1" },
  }],
  ["F1023 14:32:15.123456 1 a.go:1] m", {
    time: "2025-10-23T14:32:15.123Z",
    level: "FATAL",
    message: "m",
    fields: { thread: 1, caller: "a.go:1" },
  }],
  ["X1023 14:32:15.123456 1 a.go:1] m", null],
  ["I1323 14:32:15.123456 1 a.go:1] m", null],
  ["I1023 14:32:15.123456 a.go:1] m", null],
  ["I1023 14:32:15.123456 1 m", null],
  ["I1023", null],
  ["", null],
];

for (const [text, expected] of cases) {
  Deno.test(`parseKlog reads ${JSON.stringify(text)}`, () => {
    assert.deepEqual(readLine(parseKlog, text), expected);
  });
}
