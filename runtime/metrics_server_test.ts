import assert from "node:assert/strict";
import { Counter, Gauge, Registry } from "./prometheus.ts";
import { ConfigError } from "../core/errors.ts";
import { openMetricsServer } from "./metrics_server.ts";

const common = { hostname: "127.0.0.1", variable: "SHIP_METRICS_PORT", health: () => null };

Deno.test("openMetricsServer tells health and metrics, and nothing else", async () => {
  const registry = new Registry();
  new Counter({ name: "lines_total", help: "lines", registers: [registry] }).inc(3);
  let problem: string | null = null;
  await using server = await openMetricsServer({
    ...common,
    port: 0,
    registry,
    health: () => problem,
  });
  const get = async (path: string, init?: RequestInit) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, init);
    return { status: response.status, body: await response.text() };
  };
  assert.match((await get("/metrics")).body, /^lines_total 3$/m);
  assert.deepEqual(await get("/health"), { status: 200, body: '{"status":"ok"}' });
  problem = "bus.db: disk full";
  assert.equal((await get("/health")).status, 503);
  assert.equal((await get("/other")).status, 404);
  assert.equal((await get("/metrics", { method: "POST" })).status, 405);
});

Deno.test("openMetricsServer says why metrics cannot be told", async () => {
  const registry = new Registry();
  const collect = () => Promise.reject(new Error("Cannot read bus: it is locked"));
  new Gauge({ name: "lag", help: "lag", registers: [registry], collect });
  await using server = await openMetricsServer({ ...common, port: 0, registry });
  const response = await fetch(`http://127.0.0.1:${server.port}/metrics`);
  assert.equal(response.status, 500);
  assert.equal(await response.text(), "Cannot tell: Cannot read bus: it is locked\n");
});

Deno.test("openMetricsServer names the variable of a port that is taken", async () => {
  const registry = new Registry();
  await using first = await openMetricsServer({ ...common, port: 0, registry });
  await assert.rejects(
    openMetricsServer({ ...common, port: first.port, registry }),
    (error) =>
      error instanceof ConfigError && error.message.startsWith("SHIP_METRICS_PORT: port") &&
      error.message.includes("in use"),
  );
});
