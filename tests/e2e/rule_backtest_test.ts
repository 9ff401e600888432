import assert from "node:assert/strict";
import { openBlockWriter } from "../../adapters/blocks/writer.ts";
import { makeEvent } from "../../core/alert/testing.ts";
import type { LogEvent } from "../../core/event.ts";
import { openBlockReader } from "../../adapters/blocks/reader.ts";
import { createApp } from "../../services/api/app.ts";
import type { ApiPorts } from "../../services/api/ports.ts";
import { createTestPorts } from "../../services/api/testing.ts";
import { runCli } from "./run_cli.ts";

const RULES = `rules:
  - name: Errors
    query: level:ERROR
    type: threshold
    window: 5m
    threshold: ">= 3"
    group_by: [service]
    receivers: [ops]
  - {name: Slow, query: "*", type: metric, metric: p90(latency_ms), window: 1m, threshold: "> 500"}
tests:
  - name: three errors
    rules: [Errors]
    events: [{at: 10s, times: 3, level: ERROR, service: shop}]
    expect: [{at: 1m, firing: [{rule: Errors, labels: {service: shop}}]}]
`;

const START_MS = Date.UTC(2025, 9, 23, 14);

/** An hour of events, one a second, of which some are errors or slow. */
const EVENTS = Array.from({ length: 3600 }, (_, i): LogEvent =>
  makeEvent(START_MS + i * 1000, {
    position: i,
    level: i >= 1200 && i < 1203 ? "ERROR" : "INFO",
    service: "shop",
    fields: { latency_ms: i >= 2400 && i < 2460 ? 900 : 20 },
  }));

Deno.test("rule test tells of each test whether it holds, and what came instead", () =>
  withFolder(async (folder) => {
    const path = `${folder}/rules.yaml`;
    Deno.writeTextFileSync(path, RULES);
    const good = await runCli(["rule", "test", path], {});
    assert.deepEqual(good, {
      code: 0,
      stdout: `ok   three errors (${path}:11:5)\n1 passed\n`,
      stderr: "",
    });
    Deno.writeTextFileSync(path, RULES.replace("times: 3", "times: 2"));
    const bad = await runCli(["rule", "test", folder], {});
    assert.equal(bad.code, 1);
    assert.match(
      bad.stdout,
      /^FAIL three errors .*\n {2}.*:14:14: at 1m: "Errors" .* does not fire\n/,
    );
    assert.match(bad.stdout, /\n1 of 1 failed\n$/);
    const json = await runCli(["rule", "test", "--json", path], {});
    const { ok, failures } = JSON.parse(json.stdout);
    assert.deepEqual([json.code, ok, failures.length], [1, false, 1]);
    Deno.writeTextFileSync(path, RULES.replace("expect:", "expects:"));
    for (const word of ["test", "check"]) {
      const faulty = await runCli(["rule", word, path], {});
      assert.deepEqual([faulty.code, faulty.stdout], [1, ""]);
      assert.match(faulty.stderr, /:14:5: "expects" is not a known key; did you mean "expect"\?\n/);
    }
    Deno.writeTextFileSync(path, RULES.split("tests:")[0]!);
    const none = await runCli(["rule", "test", path], {});
    assert.deepEqual([none.code, none.stdout], [1, ""]);
    assert.match(none.stderr, /^No file has tests/);
  }));

Deno.test("rule backtest tells when rules would have fired on what is stored", () =>
  withFolder(async (folder) => {
    const path = `${folder}/rules.yaml`;
    Deno.writeTextFileSync(path, RULES);
    await store(`${folder}/logs.db`);
    const range = ["--from", "2025-10-23T14:00:00Z", "--to", "2025-10-23T15:00:00Z"];
    const variables = { LOGFLOW_DATA_DIR: folder };
    const text = await runCli(["rule", "backtest", path, ...range], variables);
    assert.equal(text.code, 0, text.stderr);
    assert.equal(text.stdout, TEXT);
    assert.match(text.stderr, /^It took [\d.]+ s\n$/);
    const json = await runCli(["rule", "backtest", path, ...range, "--json"], variables);
    const { took_ms: _, ...told } = JSON.parse(json.stdout);
    assert.deepEqual(told, TOLD);
    const empty = await runCli(["rule", "backtest", path, "--from", "-7d", "--json"], variables);
    assert.deepEqual(JSON.parse(empty.stdout).alerts, []);
  }));

Deno.test("rule backtest tells the same at an API", () =>
  withFolder(async (folder) => {
    const path = `${folder}/rules.yaml`;
    Deno.writeTextFileSync(path, RULES);
    await store(`${folder}/logs.db`);
    await using reader = await openBlockReader({ path: `${folder}/logs.db`, log: () => {} });
    const { ports } = createTestPorts({ store: reader });
    await using server = serve(ports);
    const range = ["--from", "2025-10-23T14:00:00Z", "--to", "2025-10-23T15:00:00Z"];
    const api = ["--api", `http://127.0.0.1:${server.addr.port}`];
    const json = await runCli(["rule", "backtest", path, ...range, ...api, "--json"], {});
    assert.equal(json.code, 0, json.stderr);
    const { took_ms: _, ...told } = JSON.parse(json.stdout);
    assert.deepEqual(told, TOLD);
  }));

Deno.test("rule backtest refuses times and rules that cannot be meant", () =>
  withFolder(async (folder) => {
    const path = `${folder}/rules.yaml`;
    Deno.writeTextFileSync(path, RULES);
    const cases: [string[], number, RegExp][] = [
      [[path, "--from", "soon"], 2, /--from: Cannot read the time "soon"/],
      [[path, "--from", "1h", "--to", "2h"], 2, /--from: "1h" is not before --to "2h"/],
      [[], 2, /FILE: none is given/],
      [[`${folder}/none.yaml`], 1, /Cannot read .*none\.yaml": it does not exist/],
    ];
    for (const [args, code, wanted] of cases) {
      const result = await runCli(["rule", "backtest", ...args], { LOGFLOW_DATA_DIR: folder });
      assert.deepEqual([result.code, result.stdout], [code, ""]);
      assert.match(result.stderr, wanted);
    }
  }));

const TOLD = {
  from: "2025-10-23T14:00:00.000Z",
  to: "2025-10-23T15:00:00.000Z",
  complete: true,
  rules: [
    { name: "Errors", events: 3, crowded: 0, alerts: 1 },
    { name: "Slow", events: 3600, crowded: 0, alerts: 1 },
  ],
  alerts: [
    {
      ...{ rule: "Errors", labels: { service: "shop" }, peak: 3 },
      ...{ starts_at: "2025-10-23T14:21:00.000Z", ends_at: "2025-10-23T14:26:00.000Z" },
    },
    {
      ...{ rule: "Slow", labels: {}, peak: 900 },
      ...{ starts_at: "2025-10-23T14:41:00.000Z", ends_at: "2025-10-23T14:42:00.000Z" },
    },
  ],
  more_alerts: 0,
  receivers: [{ name: "ops", notices: 2 }],
};

const TEXT = `START                     END                       PEAK  RULE    LABELS
2025-10-23T14:21:00.000Z  2025-10-23T14:26:00.000Z     3  Errors  service=shop
2025-10-23T14:41:00.000Z  2025-10-23T14:42:00.000Z   900  Slow

RULE    EVENTS  ALERTS
Errors       3       1
Slow     3,600       1

RECEIVER  NOTICES
ops             2
`;

function serve(ports: ApiPorts): Deno.HttpServer<Deno.NetAddr> {
  const options = { host: "127.0.0.1", hostname: "h", timeZone: "UTC", version: "0" };
  const server: Deno.HttpServer<Deno.NetAddr> = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request, info) =>
      createApp(ports, { ...options, port: server.addr.port }).fetch(request, info),
  );
  return server;
}

async function store(path: string): Promise<void> {
  await using writer = await openBlockWriter({ path, log: () => {} });
  await writer.append(EVENTS, null);
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "logflow-backtest-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
