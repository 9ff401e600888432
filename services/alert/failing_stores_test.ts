import assert from "node:assert/strict";
import { hashRule } from "../../core/alert/hash_rule.ts";
import { makeRule } from "../../core/alert/testing.ts";
import { UnavailableError } from "../../core/errors.ts";
import { parseFieldName } from "../../core/query/field.ts";
import { listAcks, writeAck } from "../../runtime/alerts/acks.ts";
import { AlertWorld, type Operate, type Running, START_MS } from "./testing.ts";

Deno.test("alert tells and remembers the same, each under one id, whichever operations of its stores fail", async () => {
  const none = new Faults(NONE);
  const undisturbed = await toFound(await play(none));
  assert.deepEqual(undisturbed.told, TOLD);
  for (const happens of [false, true]) {
    for (const [first, name] of none.asked.entries()) {
      if (happens && !CHANGES.includes(name)) continue;
      for (const count of [1, 4]) {
        const faults = new Faults({ first, count, happens });
        const found = await toFound(await play(faults));
        assert.deepEqual(found, undisturbed, `${first}: ${name}, ${count}, ${happens}`);
        assert.ok(faults.asked.length > first);
      }
    }
  }
});

Deno.test("alert tells nothing anew that it told while nothing could be kept, when another takes over", async () => {
  const none = new Faults(NONE);
  const undisturbed = await toFound(await play(none));
  const [, kept] = [...none.asked.entries()].filter(([, name]) => name === "write");
  for (const [first, name] of none.asked.entries()) {
    if (first <= kept![0]) continue; // Whoever takes over begins anew.
    const faults = new Faults({ first, count: Infinity, happens: false });
    const { told, starts, changes } = await toFound(await play(faults, { isKilled: true }));
    const { starts: allStarts, changes: allChanges } = undisturbed;
    const message = `${first}: ${name}`;
    assert.deepEqual([starts, changes], [allStarts, allChanges], message);
    assert.deepEqual(told, [...new Set(told)], message);
  }
});

interface FaultOptions {
  /** Of the operations that fail, from 0. */
  readonly first: number;
  /** How many do. */
  readonly count: number;
  /** They are done, but nobody hears of it. */
  readonly happens: boolean;
}

class Faults {
  readonly asked: string[] = [];
  readonly begun = Promise.withResolvers<void>();
  readonly operate: Operate;

  constructor({ first, count, happens }: FaultOptions) {
    this.operate = async (work, name) => {
      const i = this.asked.push(name) - 1;
      if (i < first || i >= first + count) return await work();
      this.begun.resolve();
      if (happens) await work();
      throw new UnavailableError("Cannot reach it: it is away");
    };
  }
}

const NONE = { first: Infinity, count: 0, happens: false };

/**
 * Three rules that fire and, but for one, are over; one alert is silenced, one acknowledged. `isKilled`: who acts is a
 * while after the faults begin, which ends them; another takes over.
 */
async function play({ operate, begun }: Faults, { isKilled = false } = {}): Promise<AlertWorld> {
  const world = new AlertWorld();
  world.operate = operate;
  world.rules = RULES.map((rule) => ({ rule, hash: hashRule(rule) }));
  world.log({ service: "a" });
  const first = world.start();
  if (isKilled) world.start();
  if (isKilled) begun.promise.then(() => world.clock.wait(1500, NEVER)).then(() => end(first));
  const end = (one: Running) => {
    one.kill();
    world.operate = (work) => work();
  };
  await world.pass(3000);
  const matchers = [["rule", "many"], ["service", "b"]].map(([name, value]) => {
    return { name: name!, op: "=", value: value! };
  });
  const times = { from: toText(0), to: toText(60_000) };
  await world.state.write("silence/1", { matchers, ...times, author: "a", comment: "" }, null);
  await world.pass(3000);
  for (const service of ["a", "a", "b", "b"]) world.log({ service });
  await world.pass(5000);
  const told = world.notices[0]?.alerts[0];
  if (told !== undefined) await writeAck(world.state, { ...told, by: "cli", atMs: 0, comment: "" });
  await world.pass(14_000);
  if (isKilled) await world.pass(20_000);
  else await first.stop();
  return world;
}

function toText(ms: number): string {
  return new Date(START_MS + ms).toISOString();
}

/** What must be the same whatever fails: not when it is found and told, nor what goes together in a notice. */
async function toFound(world: AlertWorld) {
  const notices = new Map(world.notices.map((notice) => [notice.id, notice]));
  const told = [...notices.values()].flatMap(({ alerts }) =>
    alerts.map(({ rule, labels, status }) => `${status} ${rule} ${JSON.stringify(labels)}`)
  );
  const ids = world.notices.map(({ id }) => id);
  const changes = (await world.history()).map(({ atMs: _, ...change }) => JSON.stringify(change));
  return {
    told: told.sort(),
    starts: world.starts(),
    changes: changes.sort(),
    acknowledged: (await listAcks(world.state)).length,
    idsTwice: ids.length - new Set(ids).size,
    said: world.said,
  };
}

/** Sorted. */
const TOLD = [
  'firing many {"service":"a"}',
  'firing new {"service":"b"}',
  'firing silent {"service":"a"}',
  'firing silent {"service":"b"}',
  'resolved many {"service":"a"}',
  'resolved new {"service":"b"}',
];

const NEVER = new AbortController().signal;

const CHANGES = ["write", "remove"];

const BASE = {
  groupBy: [{ name: "service", field: parseFieldName("service") }],
  intervalMs: 1000,
  receivers: ["ops"],
};

const RULES = [
  makeRule({
    ...{ ...BASE, name: "many", windowMs: 5000, latenessMs: 1000 },
    condition: { sign: ">=", limit: 2 },
  }),
  makeRule({ ...BASE, name: "silent", windowMs: 8000, condition: { sign: "<", limit: 1 } }),
  makeRule({
    ...{ ...BASE, name: "new", windowMs: 60_000, keepFiringForMs: 5000 },
    measure: { kind: "new" },
  }),
];
