import assert from "node:assert/strict";
import fc from "fast-check";
import { createGenerator, type GeneratorOptions } from "./generate.ts";

const START = Date.UTC(2025, 9, 23, 14, 32, 15, 500);

Deno.test("Generator writes lines of the text format", () => {
  const line =
    /^2025-10-23 14:3\d:\d\d (INFO|WARN|ERROR|DEBUG) \[(payment|auth|user|order|inventory)-service\] [^{}]+$/;
  for (const text of generate({ format: "text" }, 2000)) assert.match(text, line);
});

Deno.test("Generator writes JSON lines with the values of the message as fields", () => {
  for (const text of generate({ format: "json" }, 500)) {
    const { timestamp, level, service, message, ...fields } = JSON.parse(text);
    assert.match(timestamp, /^2025-10-23T14:3\d:\d\d\.\d00Z$/);
    assert.match(`${level} ${service}`, /^[A-Z]+ [a-z]+-service$/);
    for (const value of Object.values(fields)) assert(message.includes(String(value)), text);
  }
});

Deno.test("Generator repeats exactly for a seed, and differs for another", () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom("text", "json"), (seed, format) => {
      const lines = generate({ seed, format }, 50);
      assert.deepEqual(generate({ seed, format }, 50), lines);
      assert.notDeepEqual(generate({ seed: seed + 1, format }, 50), lines);
    }),
    { numRuns: 50 },
  );
});

Deno.test("Generator keeps the shares of levels and services, whatever the seed", () => {
  const shares = { INFO: 0.7, WARN: 0.15, ERROR: 0.1, DEBUG: 0.05, "auth-service": 0.2 };
  for (const seed of [0, 1, 2, 42, -7, 2 ** 31]) {
    const lines = generate({ seed }, 20_000);
    for (const [word, share] of Object.entries(shares)) {
      const found = lines.filter((line) =>
        line.includes(` ${word} `) || line.includes(`[${word}]`)
      );
      const off = Math.abs(found.length / lines.length - share);
      assert(off < 0.015, `${word} with seed ${seed} is off by ${off}`);
    }
  }
});

Deno.test("Generator never goes back in time, and writes it in the zone asked for", () => {
  const generator = createGenerator({
    seed: 1,
    format: "text",
    startMs: START,
    timeZone: "Europe/Berlin",
  });
  const times = [START - 9e9, START + 60_000, START, START + 86_400_000].map((nowMs) =>
    generator.next(nowMs).slice(0, 19)
  );
  assert.deepEqual(times, [
    "2025-10-23 16:32:15",
    "2025-10-23 16:33:15",
    "2025-10-23 16:33:15",
    "2025-10-24 16:32:15",
  ]);
  assert.throws(
    () => createGenerator({ seed: 1, format: "text", startMs: 0, timeZone: "Moon" }),
    RangeError,
  );
});

function generate(options: Partial<GeneratorOptions>, count: number): string[] {
  const generator = createGenerator({ seed: 7, format: "text", startMs: START, ...options });
  return Array.from({ length: count }, (_, i) => generator.next(START + i % 400 * 100));
}
