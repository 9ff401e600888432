import assert from "node:assert/strict";
import { createTestApp, makeKeyHeaders, NOW_MS, type TestApp } from "../testing.ts";
import { makeAlert, makeView, writeView } from "./testing.ts";

const ALERT = "/api/v1/alerts/0123456789abcdef";

async function put(test: TestApp, body: unknown, { path = ALERT, headers = {} } = {}) {
  const type = { "content-type": "application/json" };
  const init = { method: "PUT", headers: { ...type, ...headers }, body: JSON.stringify(body) };
  return await test.send(`${path}/ack`, init);
}

async function createApp(): Promise<TestApp> {
  const test = createTestApp();
  await writeView(test.ports.state, makeView());
  return test;
}

Deno.test("an alert is acknowledged with who, when and why, until somebody takes that back", async () => {
  const test = await createApp();
  const admin = await makeKeyHeaders(test, ["admin"]);
  const who = admin.authorization.slice(7, 20);
  const answer = await put(test, { comment: "Restarting it" }, { headers: admin });
  assert.equal(answer.status, 200);
  const ack = { by: who, at: "2025-10-23T14:32:15.123Z", comment: "Restarting it" };
  assert.deepEqual((await answer.json()).acknowledged, ack);
  assert.deepEqual((await test.ports.state.read("ack/0123456789abcdef"))!.value, {
    starts_at: "2025-10-23T14:31:15.123Z",
    ...ack,
  });
  assert.deepEqual((await (await test.send(ALERT)).json()).acknowledged, ack);
  const again = await (await put(test, {})).json();
  assert.deepEqual(again.acknowledged, { ...ack, by: "loopback", comment: "" });
  const remove = async () => (await test.send(`${ALERT}/ack`, { method: "DELETE" })).status;
  assert.deepEqual([await remove(), await remove()], [204, 404]);
  assert.equal((await (await test.send(ALERT)).json()).acknowledged, null);
  assert.deepEqual(test.told.map(([, fields]) => fields), [
    { who, what: "acknowledgeAlert", target: `${ALERT}/ack`, outcome: 200 },
    { who: "loopback", what: "acknowledgeAlert", target: `${ALERT}/ack`, outcome: 200 },
    { who: "loopback", what: "unacknowledgeAlert", target: `${ALERT}/ack`, outcome: 204 },
    { who: "loopback", what: "unacknowledgeAlert", target: `${ALERT}/ack`, outcome: 404 },
  ]);
});

Deno.test("an acknowledgement is of one alert: the next one of the same group has none", async () => {
  const test = await createApp();
  await put(test, { comment: "seen" });
  const next = createTestApp({ state: test.ports.state });
  await writeView(test.ports.state, makeView({ alerts: [makeAlert({ startsAtMs: NOW_MS })] }));
  assert.equal((await (await next.send(ALERT)).json()).acknowledged, null);
});

Deno.test("what does not fire is not acknowledged", async () => {
  const test = await createApp();
  for (const fingerprint of ["f".repeat(16), "x", "..%2Fkey%2Fx", "0123456789ABCDEF"]) {
    const path = `/api/v1/alerts/${fingerprint}`;
    assert.equal((await put(test, {}, { path })).status, 404, fingerprint);
    assert.equal((await test.send(`${path}/ack`, { method: "DELETE" })).status, 404, fingerprint);
  }
  assert.deepEqual(await test.ports.state.list({ prefix: "ack/", after: null, limit: 10 }), []);
});

Deno.test("an acknowledgement that cannot be meant is refused, and told why", async () => {
  const test = await createApp();
  const table: [unknown, RegExp][] = [
    [{ comment: "x".repeat(1001) }, /"comment" is over 1000 characters/],
    [{ comment: 5 }, /"comment" is no text/],
    [{ note: "x" }, /"note" is not a known field of the body/],
    [null, /"body" is no JSON object/],
  ];
  for (const [body, detail] of table) {
    const answer = await put(test, body);
    assert.equal(answer.status, 400, JSON.stringify(body));
    assert.match((await answer.json()).detail, detail);
  }
});
