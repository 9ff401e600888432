import assert from "node:assert/strict";
import { ConfigError } from "../core/errors.ts";
import { toExitCode, toFailureText, UsageError } from "./failure.ts";

Deno.test("toFailureText tells users what to mend, and hides the stack of a bug", () => {
  const config = new ConfigError([{ key: "API_PORT", problem: "is bad" }, {
    key: "B",
    problem: "x",
  }]);
  const table: readonly (readonly [error: unknown, text: RegExp, code: number])[] = [
    [config, /^logflow: .*2 things to mend:\n {2}API_PORT: is bad\n {2}B: x$/, 2],
    [new UsageError("--from: no time"), /^logflow: --from: no time$/, 2],
    [new Error("Cannot open: disk full"), /^logflow: Cannot open: disk full$/, 1],
    [
      new TypeError("x is undefined"),
      /^logflow: a fault of LogFlow .*x is undefined\n.*LOGFLOW_DEBUG=1/,
      1,
    ],
    [new Deno.errors.NotCapable("Requires read access"), /access\n.*deno task/, 1],
    ["text", /^logflow: text$/, 1],
  ];
  for (const [error, text, code] of table) {
    assert.match(toFailureText(error, false), text);
    assert.equal(toExitCode(error), code);
  }
  assert.match(toFailureText(new TypeError("x"), true), /\n {4}at /);
});
