import assert from "node:assert/strict";
import { createTestApp } from "./testing.ts";

Deno.test("ingest takes as many events as LOGFLOW_INGEST_MAX allows in 10 s, then 429", async () => {
  const { push, published } = createTestApp({ options: { ingestMax: 2 } });
  const events = (count: number) => JSON.stringify(Array.from({ length: count }, () => ({ a: 1 })));
  for (const count of [1, 19]) assert.equal((await push(events(count))).status, 200);
  const refused = await push(events(1));
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("retry-after"), "5");
  assert.match((await refused.json()).detail, /LOGFLOW_INGEST_MAX allows 20 in 10 s.*again in 5 s/);
  assert.equal(published.flatMap(({ positions }) => [...positions]).length, 20);
});

Deno.test("ingest counts what it refuses not, and lets a large push in that comes first", async () => {
  const { push } = createTestApp({ options: { ingestMax: 1 } });
  const events = (count: number) => JSON.stringify(Array.from({ length: count }, () => ({ a: 1 })));
  assert.equal((await push(events(4))).status, 200);
  assert.equal((await push(events(7))).status, 429);
  assert.equal((await push(events(6))).status, 200);
  const other = createTestApp({ options: { ingestMax: 1 } });
  assert.equal((await other.push(events(11))).status, 200);
  assert.equal((await other.push(events(1))).status, 429);
});
