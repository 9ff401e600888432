import assert from "node:assert/strict";
import fc from "fast-check";
import { ParseContext, type ParsedLine } from "./context.ts";
import { parseText } from "./text.ts";

/** Heads that differ by little, so that one remembered wrongly would be taken for another. */
const pieces = fc.array(
  fc.constantFrom(
    ...[
      " INFO [svc] ",
      " INFO [svc]",
      " WARN [svc]: ",
      "2025-10-23 14:32:15",
      "2025-10-23 14:32",
      "2025-10-23T14:32:1",
      "[2025-10-23 14:32:15]",
    ],
    ...[
      "INFO",
      "ERROR",
      "info",
      "error",
      "[warn]",
      "[ INFO ]",
      "[svc]",
      "[svc-2]",
      "[main",
      "[4711]",
    ],
    ...[
      " ",
      " ",
      " ",
      "\t",
      ":",
      ":07",
      ".5",
      "Z",
      "+02",
      " UTC",
      "-",
      "- a.b - WARN - ",
      "m",
      "ä",
    ],
    ...["\n", "\r\n", "\r"],
  ),
  { maxLength: 8 },
).map((parts) => parts.join(""));
const line = fc.oneof(
  pieces,
  pieces.map((rest) => `2025-10-23 14:32:15 INFO [svc] ${rest}`),
  pieces.map((rest) => `2025-10-23 14:32${rest}`),
);
const after = fc.tuple(fc.constantFrom("\n", "\r\n"), line).map((parts) => parts.join(""));

Deno.test("parseText reads a line inside a longer text, after others, as the line alone", () => {
  const lines = fc.array(line, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(lines, after, (lines, after) => {
      const context = toContext();
      for (const text of [...lines, ...lines]) {
        const alone = copy(parseText(text, toContext()));
        assert.deepEqual(copy(parseText(text, context)), alone);
        const whole = `x\n${text}${after}`;
        assert.deepEqual(copy(context.text.read(whole, 2, 2 + text.length)), alone);
      }
    }),
    { numRuns: 5000 },
  );
});

Deno.test("parseText remembers no head that would mean something else before another message", () => {
  const read = (text: string) => copy(parseText(text, context));
  const context = toContext();
  const time = "2025-10-23 14:32:15";
  assert.equal(read(`${time} INFO [svc] m`)!.message, "m");
  assert.equal(read(`${time} INFO [svc]  m`)!.message, "m");
  assert.equal(read(`${time} INFO [svc] \tm`)!.message, "m");
  assert.equal(read(`${time} INFO [svc]m`)!.message, "m");
  assert.equal(read(`${time} INFO [svc]: m`)!.message, "m");
  assert.equal(read(`${time} [svc] m`)!.level, null);
  assert.equal(read(`${time} [svc] error m`)!.level, "ERROR");
});

Deno.test("parseText gives lines of the same head the same service, and keeps others apart", () => {
  const context = toContext();
  for (let i = 0; i < 3000; i++) {
    const text = `2025-10-23 14:32:15 WARN [service-${i % 1500}] m${i}`;
    const { level, service, message } = parseText(text, context)!;
    assert.deepEqual([level, service, message], ["WARN", `service-${i % 1500}`, `m${i}`]);
  }
});

function toContext(): ParseContext {
  return new ParseContext({ timeZone: "UTC", shippedMs: 0 });
}

function copy(line: ParsedLine | null): ParsedLine | null {
  return line === null ? null : { ...line };
}
