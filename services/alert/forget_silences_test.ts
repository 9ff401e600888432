import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { listKeptSilences, OVER_KEPT_MS } from "../../runtime/rules/kept_silences.ts";
import { AlertWorld, START_MS } from "./testing.ts";

Deno.test("alert removes silences that are over for thirty days, and no other", async () => {
  const world = new AlertWorld();
  const write = async (id: string, toMs: number) => {
    const [from, to] = [START_MS - 365 * 86_400_000, toMs].map((ms) => new Date(ms).toISOString());
    const matchers = [{ name: "rule", op: "=", value: "r" }];
    await world.state.write(`silence/${id}`, { matchers, from: from!, to: to! }, null);
  };
  for (let i = 0; i < 60; i++) await write(`old${i}`, START_MS - OVER_KEPT_MS - 1000);
  await write("over", START_MS - 86_400_000);
  await write("holds", START_MS + 86_400_000);
  await write("soon", START_MS - OVER_KEPT_MS + 60_000);
  const left = async () => (await listKeptSilences(world.state)).map(({ id }) => id).sort();
  let failures = 1;
  world.operate = (work, name) => {
    if (name === "remove" && failures-- > 0) {
      throw new UnavailableError("Cannot reach it: it is away");
    }
    return work();
  };
  const running = world.start();
  await world.pass(10_000);
  assert.deepEqual(await left(), ["holds", "over", "soon"]);
  await world.pass(60_000);
  assert.deepEqual(await left(), ["holds", "over"]);
  assert.deepEqual(world.said, []);
  await running.stop();
});
