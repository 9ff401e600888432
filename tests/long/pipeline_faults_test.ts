import fc from "fast-check";
import { failEach, LONG_SCRIPT } from "../faults/fault_scripts.ts";
import { type Action, type LogName, runWithFaults } from "../faults/pipeline_faults.ts";

for (const lastingMs of [0, 1000, 10_000]) {
  const what = lastingMs === 0 ? "fails" : `and what follows for ${lastingMs} ms fail`;
  Deno.test(`pipeline keeps every line once, in order, when the n-th operation ${what}`, async () => {
    await failEach(LONG_SCRIPT, { lastingMs });
  });
}

const file: fc.Arbitrary<LogName> = fc.constantFrom("a.log", "b.log");
const record = <T>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(parts, { noNullPrototype: true });
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: record({
      kind: fc.constant("append" as const),
      file,
      lines: fc.integer({ min: 1, max: 20 }),
    }),
  },
  {
    weight: 4,
    arbitrary: record({
      kind: fc.constantFrom("part", "blank", "rotate", "copytruncate"),
      file,
    }),
  },
  { weight: 2, arbitrary: record({ kind: fc.constantFrom("stop", "start", "push") }) },
  {
    weight: 5,
    arbitrary: record({
      kind: fc.constant("pass" as const),
      ms: fc.constantFrom(100, 300, 1000, 3000),
    }),
  },
);

Deno.test("pipeline keeps every line once, in order, whatever happens and wherever it fails", async () => {
  const script = fc.array(action, { minLength: 5, maxLength: 30, size: "max" });
  const at = fc.integer({ min: 1, max: 1200 });
  const lastingMs = fc.constantFrom(0, 500, 3000, 10_000);
  const run = fc.asyncProperty(
    record({ script, at, lastingMs }),
    async (options) => void await runWithFaults(options),
  );
  await fc.assert(run, { numRuns: Number(Deno.env.get("RUNS") ?? 500) });
});
