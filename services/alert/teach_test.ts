import assert from "node:assert/strict";
import { hashRule } from "../../core/alert/hash_rule.ts";
import { makeRule } from "../../core/alert/testing.ts";
import { parseFieldName } from "../../core/query/field.ts";
import { AlertWorld } from "./testing.ts";

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

Deno.test("alert tells what is new in the interval in which a rule begins, too", async () => {
  const world = new AlertWorld();
  world.log({ service: "old" });
  await world.pass(25_000);
  const rule = { ...NEW_SERVICE, intervalMs: 60_000 };
  world.rules = [{ rule, hash: hashRule(rule) }];
  const running = world.start();
  await world.pass(5000);
  world.log({ service: "old" });
  world.log({ service: "new" });
  await world.pass(120_000);
  const services = world.notices.flatMap(({ alerts }) =>
    alerts.map(({ labels }) => labels.service)
  );
  assert.deepEqual([...new Set(services)], ["new"]);
  await running.stop();
});

Deno.test("alert tells a kind of message once, whatever numbers are in it", async () => {
  const world = new AlertWorld();
  world.log({ message: "order_1 lost" });
  await world.pass(1000);
  const message = { name: "message", field: parseFieldName("message") };
  const rule = makeRule({ ...NEW_SERVICE, groupBy: [message] });
  world.rules = [{ rule, hash: hashRule(rule) }];
  const running = world.start();
  await world.pass(5000);
  world.log({ message: "order_2 lost" });
  world.log({ message: "order_3 found after 7 ms" });
  await world.pass(5000);
  world.log({ message: "order_4 found after 8 ms" });
  await world.pass(10_000);
  const [alert, ...others] = world.notices.flatMap(({ alerts }) => alerts);
  assert.deepEqual([alert!.labels, others], [{ message: "order_* found after * ms" }, []]);
  assert.deepEqual(alert!.samples.map(({ message }) => message), ["order_3 found after 7 ms"]);
  await running.stop();
});

const NEW_SERVICE = makeRule({
  measure: { kind: "new" },
  condition: { sign: ">=", limit: 1 },
  windowMs: 3_600_000,
  intervalMs: 1000,
  keepFiringForMs: 60_000,
  groupBy: [{ name: "service", field: parseFieldName("service") }],
  receivers: ["ops"],
});
