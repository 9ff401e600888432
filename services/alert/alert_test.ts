import assert from "node:assert/strict";
import fc from "fast-check";
import { hashRule } from "../../core/alert/hash_rule.ts";
import type { Rule } from "../../core/alert/rule.ts";
import { makeRule } from "../../core/alert/testing.ts";
import { UnavailableError } from "../../core/errors.ts";
import { parseFieldName } from "../../core/query/field.ts";
import { LEASE_MS } from "./alert.ts";
import { AlertWorld, START_MS } from "./testing.ts";

Deno.test("alert tells what fires, with events and a link, and what is over, once each", async () => {
  const { world, running } = await start(RULE);
  for (const message of ["one", "two", "three"]) world.log({ message });
  await world.pass(1000);
  const [notice, ...others] = world.notices;
  assert.deepEqual(others, []);
  const [alert] = notice!.alerts;
  assert.deepEqual([notice!.status, alert!.rule, alert!.value], ["firing", "r", 3]);
  assert.deepEqual(alert!.samples.map(({ message }) => message), ["three", "two", "one"]);
  assert.equal(
    alert!.link,
    "http://logs.example.com/?q=*&from=2025-10-23T11%3A59%3A03.000Z&to=2025-10-23T12%3A00%3A03.000Z",
  );
  await world.pass(70_000);
  assert.deepEqual(world.told(), ["firing r", "resolved r"]);
  assert.equal(world.notices[1]!.alerts[0]!.endsAtMs, START_MS + 63_000);
  await running.stop();
  assert.deepEqual(world.said, []);
});

Deno.test("alert goes on where it ended, and tells nothing again", async () => {
  const { world, running } = await start(RULE);
  world.log();
  world.log();
  await world.pass(1000);
  await running.stop();
  world.log();
  await world.pass(5000);
  const next = world.start();
  await world.pass(3000);
  await next.stop();
  const last = world.start();
  await world.pass(3000);
  assert.deepEqual(world.told(), ["firing r"]);
  await last.stop();
});

Deno.test("alert takes over from one that ended without a word, within two lease times", async () => {
  const { world, running } = await start(RULE);
  const standby = world.start();
  world.log();
  await world.pass(1000);
  running.kill();
  world.log();
  world.log();
  await world.pass(2 * LEASE_MS);
  assert.deepEqual(world.told(), ["firing r"]);
  await standby.stop();
});

Deno.test("alert keeps a notice until its receiver takes it, under the same id", async () => {
  const { world, running } = await start(RULE);
  const tried: string[] = [];
  world.onSend = ({ id }) => {
    tried.push(id);
    throw new UnavailableError("Cannot tell ops: it is away");
  };
  for (let i = 0; i < 3; i++) world.log();
  await world.pass(60_000);
  running.kill();
  const next = world.start();
  await world.pass(60_000);
  world.onSend = ({ id }) => void tried.push(id);
  await world.pass(120_000);
  assert(tried.length > 5);
  const [first, ...others] = new Set(tried);
  assert.deepEqual([world.notices[0]!.id, others.length], [first, 1]);
  assert.deepEqual(world.told(), ["firing r", "resolved r"]);
  await next.stop();
});

Deno.test("alert judges no window while process is behind, and says so", async () => {
  const { world, running } = await start(makeRule({ ...RULE, condition: { sign: "<", limit: 1 } }));
  world.log();
  await world.pass(30_000);
  world.isProcessing = false;
  await world.pass(70_000);
  assert.equal(world.problem, null);
  await world.pass(130_000);
  assert.equal(world.problem, "No window is judged: no process runs");
  assert.deepEqual(world.told(), []);
  world.isProcessing = true;
  await world.pass(5000);
  assert.deepEqual([world.problem, world.told()], [null, ["firing r"]]);
  await running.stop();
});

Deno.test("alert tells nobody of what is silenced or acknowledged", async () => {
  for (const kind of ["silence", "ack"] as const) {
    const { world, running } = await start(RULE);
    const at = new Date(START_MS + 3000).toISOString();
    if (kind === "silence") {
      const matchers = [{ name: "rule", op: "=", value: "r" }];
      const to = new Date(START_MS + 30_000).toISOString();
      const stamps = { author: "a", comment: "", created_at: at };
      await world.state.write("silence/1", { matchers, from: at, to, ...stamps }, null);
    }
    await world.pass(3000);
    for (let i = 0; i < 3; i++) world.log();
    await world.pass(1000);
    if (kind === "ack") {
      const [{ fingerprint, startsAtMs }] = world.notices[0]!.alerts as [never];
      const starts_at = new Date(startsAtMs).toISOString();
      await world.state.write(`ack/${fingerprint}`, { starts_at }, null);
      await world.pass(20_000);
      assert.deepEqual(world.told(), ["firing r"]);
    } else {
      await world.pass(20_000);
      assert.deepEqual(world.told(), []);
      await world.pass(20_000);
      assert.deepEqual(world.told(), ["firing r"], "it still fires once the silence is over");
    }
    await running.stop();
  }
});

Deno.test("alert clears what a rule had raised that is there no more", async () => {
  const { world, running } = await start(RULE);
  for (let i = 0; i < 3; i++) world.log();
  await world.pass(1000);
  world.rules = [];
  await world.pass(4000);
  assert.deepEqual(world.told(), ["firing r", "resolved r"]);
  await running.stop();
});

Deno.test("alert knows the values that were there before a rule began, also the next time it starts", async () => {
  const world = new AlertWorld();
  world.log({ service: "old" });
  await world.pass(1000);
  world.rules = [{ rule: NEW_SERVICE, hash: hashRule(NEW_SERVICE) }];
  const running = world.start();
  await world.pass(5000);
  world.log({ service: "old" });
  world.log({ service: "new" });
  await world.pass(10_000);
  const services = () =>
    world.notices.map(({ alerts }) => alerts.map(({ labels }) => labels.service));
  assert.deepEqual(services(), [["new"]]);
  await running.stop();
  const next = world.start();
  await world.pass(5000);
  world.log({ service: "new" });
  world.log({ service: "old" });
  world.log({ service: "newer" });
  await world.pass(10_000);
  assert.deepEqual(services(), [["new"], ["newer", "new"]], "the one goes on, no other is new");
  await next.stop();
});

Deno.test("alert tells that it judges nothing for long, and when it does again", async () => {
  const { world, running } = await start(RULE);
  world.isProcessing = false;
  await world.pass(290_000);
  assert.deepEqual(world.told(), []);
  await world.pass(30_000);
  assert.deepEqual(world.told(), ["firing LogFlow: alerting is behind"]);
  const [alert] = world.notices[0]!.alerts;
  assert.match(alert!.annotations.summary!, /^No window is judged since 2025.*: no process runs/);
  running.kill();
  const next = world.start();
  await world.pass(30_000);
  world.isProcessing = true;
  await world.pass(10_000);
  assert.deepEqual(world.told(), [
    "firing LogFlow: alerting is behind",
    "resolved LogFlow: alerting is behind",
  ]);
  await next.stop();
});

Deno.test("alert tells every minute that it works, and only while it does", async () => {
  const { world, running } = await start(RULE);
  await world.pass(180_000);
  assert.deepEqual(world.beats.map((at) => Math.floor((at - START_MS) / 60_000)), [0, 1, 2, 3]);
  world.onBeat = () => {
    throw new UnavailableError("Cannot tell that alerting works: nobody answers");
  };
  await world.pass(120_000);
  assert.deepEqual(world.said, ["Cannot tell that alerting works: nobody answers"]);
  world.onBeat = () => {};
  world.isProcessing = false;
  await world.pass(600_000);
  const last = world.beats.at(-1)! - START_MS;
  assert(last > 400_000 && last < 660_000, `${last}`);
  running.kill();
  await world.pass(600_000);
  assert.equal(world.beats.at(-1)! - START_MS, last);
});

Deno.test("alert finds the same, whoever is killed when, and tells all of it, nothing under two ids", async () => {
  await fc.assert(
    fc.asyncProperty(STEPS, async (steps) => {
      const [killed, undisturbed] = [new AlertWorld(), new AlertWorld()];
      for (const world of [killed, undisturbed]) {
        world.rules = [GROUPED, ABSENCE].map((rule) => ({ rule, hash: hashRule(rule) }));
        let [acting, standby] = [world.start(), world.start()];
        await world.pass(2000);
        for (const { kind, service, ms } of steps) {
          if (kind === "log") world.log({ service });
          else if (world === killed) {
            acting.kill();
            [acting, standby] = [standby, world.start()];
          }
          await world.pass(ms);
        }
        await world.pass(200_000);
        acting.kill();
        standby.kill();
      }
      assert.deepEqual(killed.starts(), undisturbed.starts());
      const ids = killed.notices.map(({ id, ...notice }) => [id, JSON.stringify(notice)] as const);
      assert.equal(new Set(ids.map(String)).size, new Set(ids.map(([id]) => id)).size);
    }),
    { numRuns: 25 },
  );
});

async function start(rule: Rule) {
  const world = new AlertWorld();
  world.rules = [{ rule, hash: hashRule(rule) }];
  const running = world.start();
  await world.pass(2000);
  return { world, running };
}

const RULE = makeRule({
  windowMs: 60_000,
  intervalMs: 1000,
  receivers: ["ops"],
  condition: { sign: ">=", limit: 3 },
});

const SERVICE = { name: "service", field: parseFieldName("service") };

const NEW_SERVICE = makeRule({
  ...RULE,
  measure: { kind: "new" },
  condition: { sign: ">=", limit: 1 },
  windowMs: 3_600_000,
  keepFiringForMs: 60_000,
  groupBy: [SERVICE],
});

const GROUPED = makeRule({
  ...RULE,
  name: "grouped",
  windowMs: 10_000,
  latenessMs: 2000,
  condition: { sign: ">=", limit: 2 },
  groupBy: [SERVICE],
});

const ABSENCE = makeRule({
  ...RULE,
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
  }),
  { minLength: 5, maxLength: 25, size: "max" },
);
