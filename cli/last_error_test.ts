import assert from "node:assert/strict";
import { findLastError } from "./last_error.ts";

const OLD = "2025-10-23T14:00:00.000Z ERROR [ship] before this start";
const INFO = "2025-10-23T15:00:00.000Z INFO [ship] started";
const WARN = "2025-10-23T15:00:01.000Z WARN [ship] is slow";
const ERROR = "2025-10-23T15:00:02.000Z ERROR [ship] is away";
const OTHER = "2025-10-23T15:00:03.000Z WARN [pipeline] ship ended with code 1";

Deno.test("findLastError tells the last error, else the last warning, since a time", () => {
  const cases: [lines: string[], error: string | null][] = [
    [[OLD, INFO], null],
    [[OLD, INFO, WARN], "is slow"],
    [[OLD, INFO, ERROR, OTHER], "is away"],
    [[OLD, INFO, "logflow: Cannot open it", OTHER], "logflow: Cannot open it"],
    [[OLD, INFO, "something else", OTHER], "ship ended with code 1"],
    [[], null],
  ];
  const path = Deno.makeTempFileSync();
  try {
    for (const [lines, error] of cases) {
      Deno.writeTextFileSync(path, lines.map((line) => `${line}\n`).join(""));
      assert.equal(findLastError(path, Date.parse("2025-10-23T14:30:00Z")), error);
    }
    Deno.writeTextFileSync(path, `${ERROR}\n${"x".repeat(70_000)}\n${WARN}\n`);
    assert.equal(findLastError(path, 0), "is slow", "of its last 64 KiB");
  } finally {
    Deno.removeSync(path);
  }
  assert.equal(findLastError(path, 0), null);
});
