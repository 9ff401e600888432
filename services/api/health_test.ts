import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { createTestApp, NOW_MS } from "./testing.ts";

const ALL_WELL = { bus: "ok", store: "ok", state: "ok", cache: "ok" };

const STORE = {
  status: () =>
    Promise.resolve({
      ...{ events: 0, bytes: 0, oldestMs: null, newestMs: null, positions: [] },
      ...{ stored: 0, duplicates: 0, expired: 0, damaged: 0 },
    }),
};

Deno.test("/health says that the service is alive, whatever else is not", async () => {
  const answer = await createTestApp().send("/health");
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { status: "ok" });
});

Deno.test("/ready is 200 when bus and store answer", async () => {
  const answer = await createTestApp({ store: STORE }).send("/ready");
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { ready: true, checks: ALL_WELL, services: [] });
});

Deno.test("/ready is 503 and says which does not answer, and why", async () => {
  const down = () => Promise.reject(new UnavailableError("Cannot read bus.db: it is locked"));
  const answer = await createTestApp({ store: STORE, bus: { status: down } }).send("/ready");
  assert.equal(answer.status, 503);
  assert.deepEqual(await answer.json(), {
    ready: false,
    checks: { ...ALL_WELL, bus: "Cannot read bus.db: it is locked" },
    services: [],
  });
});

Deno.test("/ready is 200 without state and cache, and says why they do not answer", async () => {
  const down = () => Promise.reject(new UnavailableError("Cannot reach it"));
  const answer = await createTestApp({ store: STORE, state: { list: down }, checkCache: down })
    .send("/ready");
  assert.equal(answer.status, 200);
  const checks = { ...ALL_WELL, state: "Cannot reach it", cache: "Cannot reach it" };
  assert.deepEqual(await answer.json(), { ready: true, checks, services: [] });
});

Deno.test("/ready tells of every service when it was seen last, and what it waits for", async () => {
  const beat = (service: string, agoMs: number, problem: string | null) => ({
    key: `heartbeat/${service}/a:1`,
    revision: 1,
    value: {
      ...{ service, instance: "a:1", hostname: "a", pid: 1, startedAt: NOW_MS - 60_000 },
      ...{ at: NOW_MS - agoMs, facts: { problem } },
    },
  });
  const list = () => Promise.resolve([beat("process", 20_000, null), beat("ship", 5000, "waits")]);
  const { services } = await (await createTestApp({ store: STORE, state: { list } }).send("/ready"))
    .json();
  const started_at = "2025-10-23T14:31:15.123Z";
  assert.deepEqual(services, [
    {
      ...{ service: "process", instance: "a:1", started_at, last_seen: "2025-10-23T14:31:55.123Z" },
      ...{ alive: false, problem: null },
    },
    {
      ...{ service: "ship", instance: "a:1", started_at, last_seen: "2025-10-23T14:32:10.123Z" },
      ...{ alive: true, problem: "waits" },
    },
  ]);
});

Deno.test("/ready logs a fault and does not tell it", async () => {
  const store = { status: () => Promise.reject(new Error("secret")) };
  const { send, logged } = createTestApp({ store });
  const { checks } = await (await send("/ready")).json();
  assert.deepEqual(checks, { ...ALL_WELL, store: "failed; the service's log says why" });
  assert.match(logged.join(), /secret/);
});

Deno.test("/ready waits a bounded time, and for one check however often it is asked", async () => {
  let asked = 0;
  const status = () => {
    asked++;
    return new Promise<never>(() => {});
  };
  const { send } = createTestApp({ bus: { status }, store: STORE, options: { readyMs: 1 } });
  for (let i = 0; i < 3; i++) {
    const answer = await send("/ready");
    assert.equal(answer.status, 503);
    assert.equal((await answer.json()).checks.bus, "no answer within 1 ms");
  }
  assert.equal(asked, 1);
});
