import assert from "node:assert/strict";
import fc from "fast-check";
import { hashRule } from "../../core/alert/hash_rule.ts";
import { makeRule } from "../../core/alert/testing.ts";
import { parseFieldName } from "../../core/query/field.ts";
import type { KeptChange } from "../../runtime/alerts/history.ts";
import { AlertWorld } from "./testing.ts";

Deno.test("alert finds the same, whoever is killed when, and tells all of it, nothing under two ids", async () => {
  await fc.assert(
    fc.asyncProperty(STEPS, async (steps) => {
      const [killed, undisturbed] = [new AlertWorld(), new AlertWorld()];
      for (const world of [killed, undisturbed]) {
        world.rules = [GROUPED, ABSENCE].map((rule) => ({ rule, hash: hashRule(rule) }));
        const all = [world.start(), world.start()];
        await world.pass(2000);
        for (const { kind, service, ms, changes } of steps) {
          if (kind === "log") world.log({ service });
          else if (world === killed) {
            all.at(-2)!.kill(changes);
            all.push(world.start());
          }
          await world.pass(ms);
        }
        await world.pass(200_000);
        for (const one of all) one.kill();
      }
      assert.deepEqual(killed.starts(), undisturbed.starts());
      const [changes, others] = [await killed.history(), await undisturbed.history()].map(toTexts);
      assert.deepEqual(changes, others);
      assert.equal(new Set(changes).size, changes!.length, "each change once");
      const ids = killed.notices.map(({ id, ...notice }) => [id, JSON.stringify(notice)] as const);
      assert.equal(new Set(ids.map(String)).size, new Set(ids.map(([id]) => id)).size);
    }),
    { numRuns: 25 },
  );
});

/** In which order groups are judged depends on what was read at once. */
function toTexts(changes: readonly KeptChange[]): string[] {
  return changes.map(({ atMs: _, ...change }) => JSON.stringify(change)).sort();
}

const BASE = { intervalMs: 1000, receivers: ["ops"] };

const SERVICE = { name: "service", field: parseFieldName("service") };

const GROUPED = makeRule({
  ...BASE,
  name: "grouped",
  windowMs: 10_000,
  latenessMs: 2000,
  condition: { sign: ">=", limit: 2 },
  groupBy: [SERVICE],
});

const ABSENCE = makeRule({
  ...BASE,
  name: "absence",
  windowMs: 20_000,
  condition: { sign: "<", limit: 1 },
  groupBy: [SERVICE],
});

const STEPS = fc.array(
  fc.record({
    kind: fc.constantFrom("log", "log", "log", "kill"),
    service: fc.constantFrom("a", "b"),
    ms: fc.integer({ min: 1, max: 9000 }),
    changes: fc.integer({ min: 0, max: 12 }),
  }),
  { minLength: 5, maxLength: 25, size: "max" },
);
