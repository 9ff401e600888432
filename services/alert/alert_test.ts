import assert from "node:assert/strict";
import { hashRule } from "../../core/alert/hash_rule.ts";
import type { Rule } from "../../core/alert/rule.ts";
import { makeRule } from "../../core/alert/testing.ts";
import { UnavailableError } from "../../core/errors.ts";
import { readAlertView } from "../../runtime/alert_view.ts";
import { listAcks, writeAck } from "../../runtime/alerts/acks.ts";
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
    "http://logs.example.com/?q=*&from=2025-10-23T11%3A59%3A03.000Z&to=2025-10-23T12%3A00%3A02.250Z",
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

Deno.test("alert does not tell again what was taken a moment before it was killed", async () => {
  const { world, running } = await start(RULE);
  for (let i = 0; i < 3; i++) world.log();
  await world.pass(1000);
  assert.deepEqual(world.told(), ["firing r"]);
  running.kill();
  const next = world.start();
  await world.pass(2 * LEASE_MS);
  assert.deepEqual(world.told(), ["firing r"]);
  await next.stop();
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
  await world.pass(25_000);
  assert.equal(world.problem, null);
  await world.pass(175_000);
  assert.equal(world.problem, "No window is judged: no process is heard of");
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

Deno.test("alert forgets what was acknowledged once it is over, and tells of the next", async () => {
  const { world, running } = await start(RULE);
  const fire = async () => {
    for (let i = 0; i < 3; i++) world.log();
    await world.pass(10_000);
  };
  await fire();
  const [{ fingerprint, startsAtMs }] = world.view!.alerts as [never];
  const ack = { fingerprint, startsAtMs, by: "cli", atMs: START_MS, comment: "" };
  await writeAck(world.state, ack);
  await writeAck(world.state, { ...ack, fingerprint: "0000000000000000" });
  await world.state.write("ack/x", "?", null);
  await world.pass(10_000);
  const keys = async () => (await listAcks(world.state)).map(({ document: { key } }) => key);
  assert.deepEqual(await keys(), [`ack/${fingerprint}`]);
  await world.pass(60_000);
  assert.deepEqual(await keys(), []);
  await fire();
  assert.deepEqual(world.told(), ["firing r", "resolved r", "firing r"]);
  await running.stop();
});

Deno.test("alert shows what fires, how rules do, and that it acts", async () => {
  const { world, running } = await start(RULE);
  const standby = world.start();
  for (let i = 0; i < 3; i++) world.log();
  await world.pass(10_000);
  const { alerts, firing, rules, receivers } = world.view!;
  const [{ type, source, intervalMs }] = rules as [(typeof rules)[0]];
  assert.deepEqual([type, source, intervalMs], ["threshold", "api", RULE.intervalMs]);
  assert.deepEqual(alerts.map(({ rule, value }) => [rule, value]), [["r", 3]]);
  assert.deepEqual(firing, { info: 0, warning: 1, critical: 0 });
  assert.deepEqual(rules.map(({ name, firing, condition }) => [name, firing, condition]), [
    ["r", 1, ">= 3"],
  ]);
  assert.deepEqual(receivers, [{ name: "ops", waiting: 0, failure: null }]);
  assert.deepEqual(await readAlertView(world.state), world.view);
  assert.equal(world.acting, 1);
  await running.stop();
  await standby.stop();
  assert.equal(world.acting, 0);
});

Deno.test("alert remembers what became of a rule that is there no more, and of alerting itself", async () => {
  const { world, running } = await start(RULE);
  for (let i = 0; i < 3; i++) world.log();
  await world.pass(70_000);
  world.isProcessing = false;
  await world.pass(400_000);
  world.isProcessing = true;
  await world.pass(10_000);
  for (let i = 0; i < 3; i++) world.log();
  await world.pass(70_000);
  for (let i = 0; i < 3; i++) world.log();
  await world.pass(65_000);
  world.rules = [];
  await world.pass(10_000);
  await running.stop();
  const changes = await world.history();
  assert.deepEqual(changes.map(({ rule, state }) => `${rule} ${state}`), [
    "r firing",
    "r ok",
    "LogFlow: alerting is behind firing",
    "LogFlow: alerting is behind ok",
    ...["r firing", "r ok", "r firing", "r ok"],
  ]);
});

Deno.test("alert clears what a rule had raised that is there no more", async () => {
  const { world, running } = await start(RULE);
  for (let i = 0; i < 3; i++) world.log();
  await world.pass(1000);
  world.rules = [];
  await world.pass(4000);
  assert.deepEqual(world.told(), ["firing r", "resolved r"]);
  await running.stop();
  const changes = await world.history();
  assert.deepEqual(changes.map(({ state, value }) => [state, value]), [["firing", 3], [
    "ok",
    null,
  ]]);
});

Deno.test("alert tells that it judges nothing for long, and when it does again", async () => {
  const { world, running } = await start(RULE);
  world.isProcessing = false;
  await world.pass(290_000);
  assert.deepEqual(world.told(), []);
  await world.pass(30_000);
  assert.deepEqual(world.told(), ["firing LogFlow: alerting is behind"]);
  const [alert] = world.notices[0]!.alerts;
  assert.match(
    alert!.annotations.summary!,
    /^No window is judged since 2025.*: no process is heard of/,
  );
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
