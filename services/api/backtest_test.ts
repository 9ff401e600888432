import assert from "node:assert/strict";
import type { LogEvent } from "../../core/event.ts";
import { keepRule } from "../../runtime/rules/kept_rules.ts";
import type { ToldBacktest } from "../../runtime/backtest/told_backtest.ts";
import { makeEvent } from "../../core/alert/testing.ts";
import type { RuleInput } from "../../core/alert/rule_input.ts";
import { ArrayStore } from "../../tests/contract/array_store.ts";
import { BACKTESTS_MAX } from "./backtest.ts";
import { createTestApp, NOW_MS, type TestApp, type TestAppOptions } from "./testing.ts";

const RULE: RuleInput = {
  name: "Errors",
  query: "level:ERROR",
  type: "threshold",
  window: "1m",
  threshold: ">= 3",
  group_by: ["service"],
  receivers: ["ops"],
};

/** Five errors of one service, and one of another, five minutes ago. */
const EVENTS = [0, 1, 2, 3, 4, 5].map((i): LogEvent =>
  makeEvent(Math.floor(NOW_MS / 60_000) * 60_000 - 300_000 + i * 1000, {
    position: i,
    level: "ERROR",
    service: i < 5 ? "payment" : "auth",
  })
);

Deno.test("a backtest tells when rules would have fired, and how often receivers would have been told", async () => {
  const { answered, body } = await post(await open(), { rules: [RULE], from: "1h" });
  assert.equal(answered.status, 200);
  const { took_ms, ...told } = body as ToldBacktest;
  assert.ok(took_ms >= 0);
  assert.deepEqual(told, {
    from: "2025-10-23T13:32:15.123Z",
    to: "2025-10-23T14:32:15.123Z",
    complete: true,
    rules: [{ name: "Errors", events: 6, crowded: 0, alerts: 1 }],
    alerts: [{
      ...{ rule: "Errors", labels: { service: "payment" }, peak: 5 },
      ...{ starts_at: "2025-10-23T14:28:00.000Z", ends_at: "2025-10-23T14:29:00.000Z" },
    }],
    more_alerts: 0,
    receivers: [{ name: "ops", notices: 2 }],
  });
});

Deno.test("a backtest takes rules that are kept, by their names", async () => {
  const test = await open();
  await keepRule(test.ports.state, RULE, { before: null, nowMs: NOW_MS, by: "cli" });
  const { body } = await post(test, { kept: ["Errors"], from: "now-10m", to: "now-1m" });
  assert.deepEqual((body as ToldBacktest).rules.map(({ name, alerts }) => [name, alerts]), [
    ["Errors", 1],
  ]);
  const { answered, body: problem } = await post(test, { kept: ["Other"], from: "1h" });
  assert.equal(answered.status, 400);
  assert.match(detailOf(problem), /"kept\.0" is no rule that is kept/);
});

Deno.test("a backtest refuses rules and times that cannot be meant, with the place of each fault", async () => {
  const test = await open();
  const cases: [object, RegExp][] = [
    [{ rules: [{ ...RULE, window: "5x" }], from: "1h" }, /"rules\.0\.window" is "5x"/],
    [{ rules: [{ ...RULE, treshold: 1 }], from: "1h" }, /"rules\.0\.treshold" .*"threshold"/],
    [{ rules: [RULE] }, /"from" is missing/],
    [{ rules: [RULE], from: "yesterday" }, /Cannot read "from"/],
    [{ rules: [RULE], from: "5m", to: "1h" }, /"from" \(5m\) is not before "to" \(1h\)/],
    [{ rules: [RULE, RULE], from: "1h" }, /"rules" has "Errors" twice/],
    [{ rules: [], from: "1h" }, /"rules" has none/],
    [
      { rules: Array.from({ length: 51 }, (_, i) => ({ ...RULE, name: `r${i}` })), from: "1h" },
      /over 50/,
    ],
    [{ rules: [RULE], from: "1h", other: 1 }, /"other" is not a known field/],
  ];
  for (const [given, wanted] of cases) {
    const { answered, body } = await post(test, given);
    assert.equal(answered.status, 400, JSON.stringify(given));
    assert.match(detailOf(body), wanted);
  }
});

Deno.test("a backtest that takes too long tells what it found until then", async () => {
  const { promise: never } = Promise.withResolvers<never>();
  const store = await storeOf(EVENTS);
  let asked = 0;
  const test = createTestApp({
    store: {
      ...store,
      aggregate: (request) =>
        ++asked > 2 ? orAborted(never, request.signal!) : store.aggregate(request),
    },
    options: { backtestMs: 1 },
  });
  const { answered, body } = await post(test, { rules: [{ ...RULE, group_by: [] }], from: "7d" });
  assert.equal(answered.status, 200);
  assert.equal((body as ToldBacktest).complete, false);
  assert.ok((body as ToldBacktest).to < "2025-10-23T14:32:15.123Z");
});

Deno.test("of many backtests at once the last are refused, and one that its client left ends", async () => {
  const ended: AbortSignal[] = [];
  const { promise: allAsk, resolve } = Promise.withResolvers<void>();
  const test = createTestApp({
    store: {
      aggregate(request) {
        ended.push(request.signal!);
        if (ended.length === BACKTESTS_MAX) resolve();
        return orAborted(Promise.withResolvers<never>().promise, request.signal!);
      },
    },
  });
  const client = new AbortController();
  const given = { rules: [{ ...RULE, group_by: [] }], from: "1h" };
  const first = Array.from({ length: BACKTESTS_MAX }, () => post(test, given, client.signal));
  await allAsk;
  const { answered } = await post(test, given);
  assert.equal(answered.status, 503);
  client.abort();
  for (const one of first) assert.equal((await one).answered.status, 499);
  assert.ok(ended.every(({ aborted }) => aborted));
});

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    work.then(resolve, reject);
    signal.addEventListener("abort", () => reject(signal.reason));
    if (signal.aborted) reject(signal.reason);
  });
}

async function storeOf(events: readonly LogEvent[]) {
  const store = new ArrayStore();
  await store.writer.append(events, null);
  return store.reader;
}

async function open(options: TestAppOptions = {}): Promise<TestApp> {
  return createTestApp({ store: await storeOf(EVENTS), ...options });
}

async function post(test: TestApp, given: object, signal?: AbortSignal) {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(given), ...signal && { signal } };
  const answered = await test.send("/api/v1/rules/backtest", init);
  return { answered, body: await answered.json() as unknown };
}

function detailOf(problem: unknown): string {
  return (problem as { readonly detail: string }).detail;
}
