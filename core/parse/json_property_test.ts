import assert from "node:assert/strict";
import fc from "fast-check";
import { ParseContext, type ParsedLine } from "./context.ts";
import { parseJson } from "./json.ts";
import { parseLogfmt } from "./logfmt.ts";

const key = fc.constantFrom(
  ...["time", "ts", "level", "severity", "msg", "message", "log", "service", "app", "host", "name"],
  ...["a", "b", "__proto__", "constructor", "", "_", "log.level", "service.name", "a_2", "\\ud800"],
);
const scalar = fc.constantFrom(
  ...[`"2025-10-23T14:32:15Z"`, `"2025-10-23 14:32:16"`, "1761229935", "1761229935123456789"],
  ...[
    `"warn"`,
    `"ERROR"`,
    "30",
    "3",
    `"payment-service"`,
    `"auth-service"`,
    `"ip-10-0-5-65"`,
    `""`,
  ],
  ...[
    "-0",
    "0.5",
    "9007199254740993",
    "1e999",
    "true",
    "null",
    `"\\ud800"`,
    `"a\\u0041"`,
    "[1,-0]",
  ],
);
const { object } = fc.letrec<{ object: string }>((tie) => ({
  object: fc.array(fc.tuple(key, fc.oneof({ maxDepth: 3 }, scalar, tie("object"))), {
    maxLength: 6,
  }).map((pairs) => `{${pairs.map(([name, value]) => `"${name}":${value}`).join(",")}}`),
}));
const pairs = fc.array(fc.tuple(key, scalar), { maxLength: 6 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join(" "));

Deno.test("parseJson reads a line after others as the line alone", () => {
  checkRemembering(parseJson, object);
});

Deno.test("parseLogfmt reads a line after others as the line alone", () => {
  checkRemembering(parseLogfmt, pairs);
});

/** Lines come twice, and some with the same names, as what they mean is remembered. */
function checkRemembering(parse: typeof parseJson, line: fc.Arbitrary<string>): void {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
      const context = toContext();
      for (const text of [...lines, ...lines]) {
        assert.deepEqual(list(parse(text, context)), list(parse(text, toContext())), text);
      }
    }),
    { numRuns: 2000 },
  );
}

function toContext(): ParseContext {
  return new ParseContext({ timeZone: "UTC", shippedMs: 0 });
}

/** With the fields as a list, so that their order counts, and `__proto__` too. */
function list(line: ParsedLine | null): unknown {
  return line === null ? null : { ...line, fields: Object.entries(line.fields ?? {}) };
}
