import assert from "node:assert/strict";
import { toId } from "../../core/id.ts";
import { ArrayStore } from "../../tests/contract/array_store.ts";
import type { AggregateRequest, Aggregates } from "../../ports/log_store.ts";
import { toEvent } from "../../tests/contract/log_store/case.ts";
import { createTestApp, NOW_MS } from "./testing.ts";

Deno.test("GET /logs/stats answers with the table of a query", async () => {
  const { ask, asked } = createAsking({
    stats: [
      { keys: ["auth", 60_000], values: [2, 0.5, 61_000] },
      { keys: [null, 60_000], values: [7, null, null] },
    ],
  });
  const q =
    "level:error | stats count() as n, avg(ms), max(timestamp) by service, bin(1m) | sort n desc";
  const answer = await ask(q, "&from=1h");
  assert.equal(answer.status, 200);
  const { took_ms, ...table } = await answer.json();
  assert.ok(took_ms >= 0);
  assert.deepEqual(table, {
    columns: [
      { name: "service", kind: "text" },
      { name: "bin(1m)", kind: "time" },
      { name: "n", kind: "number" },
      { name: "avg(ms)", kind: "number" },
      { name: "max(timestamp)", kind: "time" },
    ],
    rows: [
      { service: null, "bin(1m)": MINUTE, n: 7, "avg(ms)": null, "max(timestamp)": null },
      { service: "auth", "bin(1m)": MINUTE, n: 2, "avg(ms)": 0.5, "max(timestamp)": SECOND },
    ],
  });
  const [{ filter, stats, signal }] = asked as [AggregateRequest];
  assert.deepEqual([filter.fromMs, filter.toMs], [NOW_MS - 3_600_000, null]);
  assert.equal(filter.query.kind, "field");
  assert.deepEqual(stats!.by.map(({ kind }) => kind), ["field", "bin"]);
  assert.ok(signal);
});

Deno.test("GET /logs/stats answers top by the most frequent values", async () => {
  const { ask, asked } = createAsking({ facets: { path: [{ value: "/a", count: 3 }] } });
  const { columns, rows } = await (await ask("* | top 5 path")).json();
  assert.deepEqual(columns.map(({ name }: { name: string }) => name), ["path", "count()"]);
  assert.deepEqual(rows, [{ path: "/a", "count()": 3 }]);
  assert.deepEqual(asked[0]!.facets, { fields: ["path"], limit: 5 });
});

Deno.test("GET /logs/stats refuses what makes no table, with the column", async () => {
  const { ask } = createAsking({});
  for (
    const [q, column, detail] of [
      ["level:error", 12, /makes no table; add \| stats/],
      ["a | stats avg()", 15, /a field's name is missing/],
      ["a | fields b", 5, /makes no table/],
    ] as const
  ) {
    const answer = await ask(q);
    const problem = await answer.json();
    assert.deepEqual([answer.status, problem.column], [400, column], q);
    assert.match(problem.detail, detail);
  }
  const { send } = createTestApp();
  assert.match((await (await send("/api/v1/logs/stats")).json()).detail, /"q" is missing: write/);
});

Deno.test("GET /logs/stats tells what is too much for the store", async () => {
  const { send } = createTestApp({
    store: { aggregate: () => Promise.reject(new RangeError("Cannot make the table: too many")) },
  });
  const answer = await send("/api/v1/logs/stats?q=*|stats count() by user");
  assert.equal(answer.status, 400);
  assert.equal((await answer.json()).detail, "Cannot make the table: too many");
});

Deno.test("GET /logs shows the fields that are asked for, and refuses pipes that make a table", async () => {
  const store = new ArrayStore();
  await store.writer.append([EVENT], null);
  const { send } = createTestApp({ store: store.reader });
  const answer = await send("/api/v1/logs?q=*|fields level,order,host");
  assert.deepEqual((await answer.json()).events, [{
    id: toId(EVENT),
    level: "ERROR",
    extra_fields: { order: "order_9" },
    source: { hostname: EVENT.hostname },
  }]);
  const refused = await send("/api/v1/logs?q=number|stats count()");
  const problem = await refused.json();
  assert.deepEqual([refused.status, problem.column], [400, 8]);
  assert.match(problem.detail, /stats makes a table, and events are asked for/);
});

Deno.test("GET /logs tells how a query may be written where nothing is found", async () => {
  const store = new ArrayStore();
  await store.writer.append([EVENT], null);
  const { send } = createTestApp({ store: store.reader });
  const ask = async (q: string) => {
    return (await (await send(`/api/v1/logs?q=${encodeURIComponent(q)}`)).json()).hints;
  };
  assert.match((await ask("level=ERROR"))[0], /write|written level:value/);
  assert.equal(await ask("level:WARN"), undefined);
  assert.equal(await ask("level:ERROR"), undefined);
});

const EVENT = toEvent(9, { level: "ERROR", fields: { order: "order_9" } });
const MINUTE = "1970-01-01T00:01:00.000Z";
const SECOND = "1970-01-01T00:01:01.000Z";

/** An app whose store answers so, and what it was asked. */
function createAsking(found: Partial<Aggregates>) {
  const asked: AggregateRequest[] = [];
  const { send } = createTestApp({
    store: {
      aggregate: (request) => {
        asked.push(request);
        return Promise.resolve({ count: 0, histogram: null, facets: null, ...found });
      },
    },
  });
  const ask = (q: string, more = "") =>
    send(`/api/v1/logs/stats?q=${encodeURIComponent(q)}${more}`);
  return { ask, asked };
}
