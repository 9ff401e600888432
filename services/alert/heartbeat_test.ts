import assert from "node:assert/strict";
import { NEVER } from "../../runtime/notices/testing.ts";
import { Heartbeat } from "./heartbeat.ts";

Deno.test("Heartbeat tells at its interval what somebody should mend at that time", async () => {
  const world = { nowMs: 0, told: [] as unknown[] };
  const beat = (problem: string | null) =>
    Promise.resolve(void world.told.push([world.nowMs, problem]));
  const heartbeat = new Heartbeat({
    heartbeat: { intervalMs: 60_000, beat },
    now: () => world.nowMs,
    listener: { warn() {} },
  }, NEVER);
  for (const problem of [null, "one", "two", "three", null]) {
    heartbeat.beatIfTime(problem);
    await heartbeat.settle();
    world.nowMs += 30_000;
  }
  assert.deepEqual(world.told, [[0, null], [60_000, "two"], [120_000, null]]);
});
