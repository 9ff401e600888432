import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { createTestApp } from "./testing.ts";

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
  assert.deepEqual(await answer.json(), { ready: true, checks: { bus: "ok", store: "ok" } });
});

Deno.test("/ready is 503 and says which does not answer, and why", async () => {
  const down = () => Promise.reject(new UnavailableError("Cannot read bus.db: it is locked"));
  const answer = await createTestApp({ store: STORE, bus: { status: down } }).send("/ready");
  assert.equal(answer.status, 503);
  assert.deepEqual(await answer.json(), {
    ready: false,
    checks: { bus: "Cannot read bus.db: it is locked", store: "ok" },
  });
});

Deno.test("/ready logs a fault and does not tell it", async () => {
  const store = { status: () => Promise.reject(new Error("secret")) };
  const { send, logged } = createTestApp({ store });
  const { checks } = await (await send("/ready")).json();
  assert.deepEqual(checks, { bus: "ok", store: "failed; the service's log says why" });
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
