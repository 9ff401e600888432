import assert from "node:assert/strict";
import { makeAlert, makeView, writeChange, writeView } from "../services/api/alerting/testing.ts";
import { NOW_MS } from "../services/api/testing.ts";
import { createTestClient } from "./testing.ts";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

Deno.test("alerts are listed page after page, found, acknowledged, and taken back", async () => {
  const { client: { alerts }, ports, requests } = await createTestClient();
  const all = Array.from({ length: 201 }, (_, i) => {
    return makeAlert({ fingerprint: i.toString(16).padStart(16, "0") });
  });
  await writeView(ports.state, makeView({ alerts: all }));
  assert.equal((await collect(alerts.list({ rule: "Error rate" }))).length, 201);
  assert.equal(requests.length, 2);
  const page = await alerts.page({ severity: "critical", label: "service=payment-*", limit: 1 });
  assert.deepEqual([page.items.length, page.more, page.problem], [1, 0, null]);
  const { fingerprint } = page.items[0]!;
  const seen = await alerts.acknowledge(fingerprint, { comment: "Restarting it" });
  assert.equal(seen?.acknowledged?.comment, "Restarting it");
  assert.deepEqual(await alerts.get(fingerprint), seen);
  assert.equal(await alerts.unacknowledge(fingerprint), true);
  assert.equal(await alerts.unacknowledge(fingerprint), false);
  assert.equal(await alerts.get("f".repeat(16)), null);
  assert.equal(await alerts.acknowledge("f".repeat(16)), null);
});

Deno.test("alerts have a history, rules that are watched, and receivers", async () => {
  const { client: { alerts }, ports } = await createTestClient();
  const receivers = [{ name: "ops", waiting: 0, failure: null }];
  const rule = {
    ...{
      name: "Error rate",
      type: "threshold",
      source: "api",
      severity: "info",
      condition: "> 1",
      windowMs: 1000,
      intervalMs: 1000,
    } as const,
    ...{ forMs: 0, latenessMs: 0, firing: 0, windows: [] },
    uncounted: { late: 0, future: 0, crowded: 0 },
  };
  await writeView(ports.state, makeView({ receivers, rules: [rule] }));
  await writeChange(ports.state, { rule: "r" });
  assert.equal((await collect(alerts.history({ rule: "r", from: new Date(NOW_MS) }))).length, 1);
  assert.equal((await collect(alerts.history({ to: NOW_MS }))).length, 0);
  assert.deepEqual((await collect(alerts.rules())).map(({ name }) => name), ["Error rate"]);
  assert.match((await alerts.rule("Error rate"))!.verdict, /^Does not fire: no event/);
  assert.equal(await alerts.rule("error rate"), null);
  assert.deepEqual(await alerts.receivers(), receivers);
});
