import assert from "node:assert/strict";
import { openSqliteBus } from "../../adapters/sqlite/bus.ts";
import { openMemoryCache } from "../../adapters/memory/cache.ts";
import { parseBatch } from "../../core/parse/parse_batch.ts";
import type { StateStore } from "../../ports/state_store.ts";
import { createApp } from "../../services/api/app.ts";
import { ArrayStore } from "../contract/array_store.ts";

const NOW_MS = 1_761_229_935_123;
const BASE = "http://127.0.0.1:8000";

/** An app over the embedded bus; `carry` does what `process` does. */
async function open(bytesMax: number) {
  const folder = await Deno.makeTempDir();
  const bus = await openSqliteBus({ path: `${folder}/bus.db`, bytesMax });
  const store = new ArrayStore();
  const app = createApp(
    {
      bus,
      store: store.reader,
      state: { list: () => Promise.resolve([]) } as unknown as StateStore,
      cache: openMemoryCache(),
      checkCache: () => Promise.resolve(),
      now: () => NOW_MS,
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      log: {
        info() {},
        warn: (message) => assert.fail(message),
        error: (message) => assert.fail(message),
      },
    },
    { host: "127.0.0.1", port: 8000, hostname: "edge-1", timeZone: "UTC", version: "0.0.0" },
  );
  return {
    app,
    async carry() {
      const records = await bus.read("logs-raw", [], 1000);
      const events = records.flatMap(({ batch }) => parseBatch(batch!, NOW_MS));
      return await store.writer.append(events, null);
    },
    async [Symbol.asyncDispose]() {
      await bus[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("what is pushed over HTTP is found by search, once, however often it is repeated", async () => {
  await using pipe = await open(1e8);
  const body = [
    { timestamp: "2025-10-23T14:00:00Z", level: "warning", service: "shop", message: "slow ä" },
    "no object",
    { msg: "no time", order: 12345678901234 },
  ];
  const headers = { "content-type": "application/json", "idempotency-key": "k" };
  for (let i = 0; i < 3; i++) {
    const init = { method: "POST", headers, body: JSON.stringify(body, null, 2) };
    const pushed = await pipe.app.request(`${BASE}/api/v1/logs`, init);
    assert.equal((await pushed.json()).accepted, 2);
  }
  const { stored, duplicates } = await pipe.carry();
  assert.deepEqual([stored, duplicates], [2, 4]);
  const found = await (await pipe.app.request(`${BASE}/api/v1/logs?order=oldest`)).json();
  const [first, second] = found.events;
  assert.deepEqual(
    [first.timestamp, first.level, first.service, first.message, first.source.position],
    ["2025-10-23T14:00:00.000Z", "WARN", "shop", "slow ä", 0],
  );
  assert.deepEqual(
    [second.timestamp, second.service, second.message, second.source.position],
    ["2025-10-23T14:32:15.123Z", "http", "no time", 2],
  );
  assert.equal(second.extra_fields.order, 12345678901234);
  assert.equal(second.source.hostname, "edge-1");
});

Deno.test("pushed text is found as the events that it was cut into", async () => {
  await using pipe = await open(1e8);
  const body = "2025-10-23 14:00:00 ERROR [shop] failed\n\tat a.b(C.java:1)\nnot a record\n";
  const headers = { "content-type": "text/plain" };
  await pipe.app.request(`${BASE}/api/v1/logs?format=text`, { method: "POST", headers, body });
  await pipe.carry();
  const { events } = await (await pipe.app.request(`${BASE}/api/v1/logs?order=oldest`)).json();
  const messages = events.map(({ message }: { message: string }) => message);
  assert.deepEqual(messages, ["failed\n\tat a.b(C.java:1)", "not a record"]);
});

Deno.test("a push to a full bus is refused with 429, and nothing of it is kept", async () => {
  await using pipe = await open(100_000);
  const item = JSON.stringify({ message: crypto.getRandomValues(new Uint8Array(30_000)).toHex() });
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: `[${item}]`,
  };
  const url = `${BASE}/api/v1/logs`;
  assert.equal((await pipe.app.request(url, init)).status, 200);
  const refused = await pipe.app.request(url, init);
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get("retry-after")) >= 1);
  assert.equal((await pipe.carry()).stored, 1);
});
