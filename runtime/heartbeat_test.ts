import assert from "node:assert/strict";
import { openSqliteStateStore } from "../adapters/sqlite/state_store.ts";
import { UnavailableError } from "../core/errors.ts";
import type { StateStore } from "../ports/state_store.ts";
import { VirtualClock } from "../tests/virtual_clock.ts";
import { FORGOTTEN_MS, keepHeartbeat, readHeartbeats } from "./heartbeat.ts";

Deno.test("keepHeartbeat keeps one document fresh, and removes it at a clean end", async () => {
  await using world = await openWorld();
  const { clock, state, keep, stop } = world;
  let count = 0;
  const keeping = keep("a", () => ({ count: count++ }));
  await clock.pass(0);
  const first = await world.read();
  assert.deepEqual(first, [{ ...SELF, instance: "a", at: 0, facts: { count: 0 } }]);
  await clock.pass(12_000);
  const [later] = await world.read();
  assert.deepEqual([later!.at, later!.facts], [10_000, { count: 2 }]);
  stop.abort();
  await keeping;
  assert.deepEqual(await world.read(), []);
  assert.deepEqual(await state.list({ prefix: "", after: null, limit: 10 }), []);
});

Deno.test("keepHeartbeat goes on over outages, which it tells once each", async () => {
  await using world = await openWorld();
  const { clock, faults, troubles, stop } = world;
  faults.broken = true;
  const keeping = world.keep("a");
  await clock.pass(20_000);
  assert.deepEqual(troubles, ["down"]);
  faults.broken = false;
  await clock.pass(5000);
  assert.equal((await world.read())[0]!.at, 25_000);
  faults.broken = true;
  await clock.pass(5000);
  assert.deepEqual(troubles, ["down", "down"]);
  stop.abort();
  await keeping;
  assert.deepEqual(troubles, ["down", "down", "down"]);
});

Deno.test("keepHeartbeat goes on from a write that happened although it failed, and from a removal", async () => {
  await using world = await openWorld();
  const { clock, state, faults, stop } = world;
  const keeping = world.keep("a");
  await clock.pass(0);
  faults.late = true;
  await clock.pass(5000);
  faults.late = false;
  await clock.pass(5000);
  assert.equal((await world.read())[0]!.at, 10_000);
  const found = await state.read("heartbeat/ship/a");
  await state.remove("heartbeat/ship/a", found!.revision);
  await clock.pass(5000);
  assert.equal((await world.read())[0]!.at, 15_000);
  stop.abort();
  await keeping;
});

Deno.test("keepHeartbeat ends within 2 s where the store does not answer", async () => {
  await using world = await openWorld();
  const { clock, faults, stop } = world;
  const keeping = world.keep("a");
  await clock.pass(0);
  faults.hanging = true;
  await clock.pass(5000);
  stop.abort();
  let ended = false;
  keeping.then(() => ended = true);
  await clock.pass(1999);
  assert.equal(ended, false);
  await clock.pass(1);
  await keeping;
});

Deno.test("readHeartbeats lists all services, and removes what is older than a day", async () => {
  await using world = await openWorld();
  const { clock, state } = world;
  const write = (key: string, at: unknown) =>
    state.write(`heartbeat/${key}`, { ...SELF, at: at as number, facts: {} }, null);
  for (let i = 0; i < 600; i++) await write(`ship/${i}`, 0);
  await write("odd/1", "x");
  await state.write("heartbeat/odd/2", null, null);
  await state.write("rule/a", 1, null);
  assert.equal((await world.read()).length, 600);
  await write("process/a", FORGOTTEN_MS);
  await clock.pass(FORGOTTEN_MS + 1);
  assert.equal((await world.read()).length, 1);
  const left = await state.list({ prefix: "", after: null, limit: 1000 });
  assert.deepEqual(left.map(({ key }) => key), ["heartbeat/process/a", "rule/a"]);
});

Deno.test("keepHeartbeat removes what others left behind more than a day ago", async () => {
  await using world = await openWorld();
  const { clock, state, stop } = world;
  await state.write("heartbeat/ship/old", { ...SELF, at: 0, facts: {} }, null);
  await clock.pass(FORGOTTEN_MS + 1);
  const keeping = world.keep("new");
  await clock.pass(0);
  const left = await state.list({ prefix: "", after: null, limit: 10 });
  assert.deepEqual(left.map(({ key }) => key), ["heartbeat/ship/new"]);
  stop.abort();
  await keeping;
});

const SELF = { service: "ship", hostname: "h", pid: 1, startedAt: 0, instance: "" };

/** A real store that can be made to fail, and a clock. */
async function openWorld() {
  const folder = await Deno.makeTempDir();
  const state = await openSqliteStateStore({ path: `${folder}/state.db` });
  const clock = new VirtualClock();
  const stop = new AbortController();
  const troubles: string[] = [];
  const faults = { broken: false, late: false, hanging: false };
  const check = (broken: boolean) => {
    if (broken) throw new UnavailableError("down");
  };
  const faulty: StateStore = {
    // deno-lint-ignore require-await -- what it throws is to reject
    read: async (key) => (check(faults.broken), state.read(key)),
    // deno-lint-ignore require-await -- as above
    list: async (request) => (check(faults.broken), state.list(request)),
    async write(key, value, expected) {
      check(faults.broken);
      if (faults.hanging) await new Promise(() => {});
      const revision = await state.write(key, value, expected);
      check(faults.late);
      return revision;
    },
    // deno-lint-ignore require-await -- as above
    remove: async (key, expected) => (check(faults.broken), state.remove(key, expected)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return {
    state,
    clock,
    stop,
    troubles,
    faults,
    keep: (instance: string, facts = () => ({})) =>
      keepHeartbeat({
        state: faulty,
        self: { ...SELF, instance },
        facts,
        signal: stop.signal,
        onTrouble: ({ message }) => void troubles.push(message),
        wait: clock.wait,
        now: () => clock.nowMs,
      }),
    read: () => readHeartbeats(state, () => clock.nowMs),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await state[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
