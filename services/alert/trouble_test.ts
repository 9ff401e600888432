import assert from "node:assert/strict";
import { hashRule } from "../../core/alert/hash_rule.ts";
import type { Rule } from "../../core/alert/rule.ts";
import { makeRule } from "../../core/alert/testing.ts";
import { LeaseLostError, UnavailableError } from "../../core/errors.ts";
import { parseFieldName } from "../../core/query/field.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import { readAlertView } from "../../runtime/alert_view.ts";
import { AlertWorld } from "./testing.ts";

const AWAY = new UnavailableError("Cannot reach it: it is away");

Deno.test("alert goes on telling while the log store is away, and says that it is", async () => {
  const { world, running } = await start(RULE);
  world.onSend = () => {
    throw AWAY;
  };
  fire(world);
  await world.pass(1000);
  world.onSend = () => {};
  world.onRead = () => {
    throw AWAY;
  };
  await world.pass(10_000);
  assert.deepEqual([world.problem, world.told()], [AWAY.message, ["firing r"]]);
  world.onRead = () => {};
  await world.pass(15_000);
  assert.equal(world.problem, null);
  await running.stop();
});

Deno.test("alert reads all where a query costs the store too much, and goes on where it was", async () => {
  const { world, running } = await start(makeRule({ ...RULE, query: parseQuery("level:INFO") }));
  const asked: string[] = [];
  world.onRead = ({ query, after }) => {
    asked.push(after);
    if (query?.kind !== "all") throw new RangeError("Cannot read on: the query is too costly");
  };
  fire(world);
  await world.pass(2000);
  assert.deepEqual(world.told(), ["firing r"]);
  assert(!asked.includes("start"));
  assert.deepEqual(world.said, ["Cannot read on: the query is too costly"], "it is said once");
  await running.stop();
});

Deno.test("alert reads a store that was made anew from its start", async () => {
  const { world, running } = await start(RULE);
  world.log();
  await world.pass(1000);
  const cursors: string[] = [];
  world.onRead = ({ after }) => {
    cursors.push(after);
    if (after === "1") throw new RangeError("Cannot read on: the store was made anew");
  };
  await world.pass(1000);
  assert(cursors.includes("start"));
  await running.stop();
});

Deno.test("alert takes over new rules though what else it does then fails at first", async () => {
  const { world, running } = await start(RULE);
  const groupBy = [{ name: "service", field: parseFieldName("service") }];
  const learning = makeRule({
    ...{ ...RULE, name: "learning", measure: { kind: "new" }, groupBy },
    keepFiringForMs: 60_000,
  });
  const other = makeRule({ ...RULE, name: "other" });
  world.rules = [learning, other].map((rule) => ({ rule, hash: hashRule(rule) }));
  let failures = 2;
  world.operate = (work, name) => {
    if (name === "aggregate" && --failures >= 0) throw AWAY;
    return work();
  };
  await world.pass(10_000);
  fire(world);
  await world.pass(5000);
  assert.deepEqual([world.told().sort(), failures], [["firing learning", "firing other"], -1]);
  await running.stop();
});

Deno.test("alert is not kept from telling by texts that make a query too long", async () => {
  const fields = ["a", "b", "c", "d", "e"];
  const groupBy = fields.map((name) => ({ name, field: parseFieldName(name) }));
  const { world, running } = await start(makeRule({ ...RULE, groupBy }));
  fire(world, { fields: Object.fromEntries(fields.map((name) => [name, name.repeat(1000)])) });
  await world.pass(1000);
  assert.deepEqual(world.told(), ["firing r"]);
  const [alert] = world.notices[0]!.alerts;
  assert.deepEqual([alert!.samples, alert!.link], [[], null]);
  await running.stop();
});

Deno.test("alert goes on where the clock is set back, or another's was ahead", async () => {
  const { world, running } = await start(RULE);
  await world.pass(10_000);
  world.skewMs = -3_600_000;
  await world.pass(5000);
  fire(world);
  await world.pass(1000);
  assert.deepEqual(world.told(), ["firing r"]);
  assert.match(world.said.join(), /^The clock was ahead: windows up to 2025/);
  await world.pass(120_000);
  assert.deepEqual(world.told(), ["firing r", "resolved r"]);
  await running.stop();
});

Deno.test("alert believes no process whose clock is ahead", async () => {
  const { world, running } = await start(RULE);
  world.storedAheadMs = 365 * 86_400_000;
  await world.pass(10_000);
  world.storedAheadMs = 0;
  fire(world);
  await world.pass(1000);
  assert.deepEqual(world.told(), ["firing r"]);
  const view = await readAlertView(world.state);
  assert(view!.progressMs <= world.clock.nowMs);
  await running.stop();
});

Deno.test("alert tells a receiver that a rule names only later, and says of one that is not there", async () => {
  const { world, running } = await start(makeRule({ ...RULE, receivers: ["nobody"] }));
  fire(world);
  await world.pass(5000);
  assert.deepEqual(world.told(), []);
  assert.match(
    world.problem!,
    /^Rule "r": "nobody" was no receiver of ALERT_RECEIVERS as `alert` began; add it there/,
  );
  world.rules = [{ rule: RULE, hash: hashRule(RULE) }];
  await world.pass(5000);
  assert.deepEqual([world.problem, world.told()], [null, ["firing r"]]);
  await running.stop();
});

Deno.test("alert stops to act where another may, and ends where its own work cannot go on", async () => {
  const table = [
    [new LeaseLostError("another has it"), "Stops to act: another has it"],
    [new TypeError("lease is undefined"), "TypeError: lease is undefined"],
  ] as const;
  for (const [error, said] of table) {
    const { world, running } = await start(RULE);
    world.onRenew = () => {
      world.onRenew = () => {};
      throw error;
    };
    await world.pass(15_000);
    assert.deepEqual(world.said, [said]);
    assert.equal(world.acting, error instanceof LeaseLostError ? 1 : 0);
    await running.stop();
  }
});

async function start(rule: Rule) {
  const world = new AlertWorld();
  world.rules = [{ rule, hash: hashRule(rule) }];
  const running = world.start();
  await world.pass(2000);
  return { world, running };
}

function fire(world: AlertWorld, given: Parameters<AlertWorld["log"]>[0] = {}): void {
  for (let i = 0; i < 3; i++) world.log(given);
}

const RULE = makeRule({
  windowMs: 60_000,
  intervalMs: 1000,
  receivers: ["ops"],
  condition: { sign: ">=", limit: 3 },
});

Deno.test("alert tells what a receiver refused in another notice, with what happened meanwhile", async () => {
  const world = new AlertWorld();
  const other = { ...RULE, name: "s", condition: { sign: ">=", limit: 6 } as const };
  world.rules = [RULE, other].map((rule) => ({ rule, hash: hashRule(rule) }));
  const refused: string[] = [];
  world.onSend = ({ id }) => {
    refused.push(id);
    throw new Error("Cannot post it: status is 400");
  };
  const running = world.start();
  await world.pass(2000);
  for (let i = 0; i < 3; i++) world.log();
  await world.pass(5000);
  assert.equal(refused.length, 1);
  assert.deepEqual(world.view!.alerts[0]!.tellings, [{ receiver: "ops", state: "failing" }]);
  running.kill();
  for (let i = 0; i < 3; i++) world.log();
  world.onSend = () => {};
  const next = world.start();
  await world.pass(22_000); // Who takes over tries at once: somebody may have mended something.
  assert.deepEqual(world.told().sort(), ["firing r", "firing s"]);
  assert.equal(world.notices.some(({ id }) => refused.includes(id)), false);
  const told = world.notices.flatMap(({ alerts }) => alerts).find(({ rule }) => rule === "r");
  assert.equal(told!.value, 6);
  await next.stop();
});

Deno.test("alert sends a notice once, and keeps to its pauses, however slow its receiver and its stores are", async () => {
  const world = new AlertWorld();
  const groupBy = [{ name: "service", field: parseFieldName("service") }];
  const rule = { ...RULE, groupBy, intervalMs: 1000, windowMs: 5000 };
  world.rules = [{ rule, hash: hashRule(rule) }];
  const sent: { readonly id: string; readonly atMs: number; readonly isTaken: boolean }[] = [];
  world.sendMs = () => 100 + 370 * (sent.length % 16);
  world.operate = async (work, name) => {
    if (name === "write") await world.clock.wait(100, NEVER);
    return await work();
  };
  world.onSend = ({ id }) => {
    const isTaken = sent.length % 5 > 0;
    sent.push({ id, atMs: world.clock.nowMs, isTaken });
    if (!isTaken) throw AWAY;
  };
  const running = world.start();
  await world.pass(3000);
  for (let i = 0; i < 80; i++) {
    for (let n = 0; n < 3; n++) world.log({ service: `s${i}` });
    await world.pass(1500);
  }
  world.operate = (work) => work();
  await world.pass(20_000);
  await running.stop();
  assert(sent.length > 20, `${sent.length}`);
  for (const [i, { id, atMs }] of sent.entries()) {
    const before = sent.slice(0, i).findLast((other) => other.id === id);
    const isSoon = before !== undefined && (before.isTaken || atMs - before.atMs < 1000);
    assert(!isSoon, `${id} was sent again`);
  }
});

Deno.test("alert says who could not be told for 15 minutes, whoever acts, and its heartbeat stops", async () => {
  const { world, running } = await start(RULE);
  world.onSend = () => {
    throw AWAY;
  };
  fire(world);
  await world.pass(600_000);
  assert.equal(world.problem, null);
  running.kill();
  const next = world.start();
  await world.pass(330_000);
  assert.match(world.problem!, /^Receiver "ops" could not be told since 2025-10-23T12:00:0/);
  const beats = world.beats.length;
  await world.pass(300_000);
  assert.equal(world.beats.length, beats);
  world.onSend = () => {};
  await world.pass(400_000);
  assert.equal(world.problem, null);
  assert(world.beats.length > beats);
  await next.stop();
});

Deno.test("alert goes on telling while the store cannot teach a rule that begins", async () => {
  const { world, running } = await start(RULE);
  world.onSend = () => {
    throw AWAY;
  };
  fire(world);
  await world.pass(1000);
  const learning = makeRule({ name: "learning", measure: { kind: "new" }, receivers: ["ops"] });
  world.rules = [...world.rules, { rule: learning, hash: hashRule(learning) }];
  world.onSend = () => {};
  world.operate = (work, name) => {
    if (name === "aggregate") throw AWAY;
    return work();
  };
  await world.pass(400_000);
  assert.equal(world.problem, AWAY.message);
  assert(world.told().includes("firing r"));
  assert(world.told().includes("firing LogFlow: alerting is behind"));
  world.operate = (work) => work();
  await world.pass(20_000);
  assert(world.told().includes("resolved LogFlow: alerting is behind"));
  await running.stop();
});

const NEVER = new AbortController().signal;
