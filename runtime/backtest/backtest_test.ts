import assert from "node:assert/strict";
import fc from "fast-check";
import type { Rule } from "../../core/alert/rule.ts";
import { makeEvent, makeRule } from "../../core/alert/testing.ts";
import {
  END_MS,
  EVENTS,
  RULES,
  START_MS,
  toArrival,
  toExpected,
} from "../../core/alert/testing_runs.ts";
import type { LogEvent } from "../../core/event.ts";
import { parseFieldName } from "../../core/query/field.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import type { LogReader } from "../../ports/log_store.ts";
import { ArrayStore } from "../../tests/contract/array_store.ts";
import { type Backtest, backtest } from "./backtest.ts";
import { BACKTESTED, toChangeTexts } from "./testing.ts";

Deno.test("backtest finds what the definitions say, by counts, few or many at once, and by events", async () => {
  await fc.assert(
    fc.asyncProperty(RULES, EVENTS, async (rule, drafts) => {
      const events = drafts.map((draft, position) => {
        return { ...toArrival(draft, rule).event, position, end: position + 1 };
      });
      const expected = toExpected(rule, events, BACKTESTED).sort();
      const whole = await storeOf(events);
      for (const store of [whole, withGroups(whole, 2), withGroups(whole, 0)]) {
        const found = await run([rule], store);
        assert.deepEqual(toChangeTexts(found), expected);
        assert.ok(found.isWhole);
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("backtest counts what no store counts event by event", async () => {
  const events = ["a", "b", "a", "c"].map((message, position) => {
    return makeEvent(30_000 + position * 500, { message, position });
  });
  const rule = makeRule({
    measure: { kind: "stats", function: { kind: "count_distinct", field: "message" } },
    condition: { sign: ">=", limit: 3 },
    windowMs: 2000,
  });
  const found = await run([rule], await storeOf(events));
  assert.deepEqual(toChangeTexts(found), ["r [] firing 32000", "r [] ok 33000"]);
  assert.equal(found.rules[0]!.events, 4);
});

Deno.test("backtest knows the kinds of messages that there were before", async () => {
  const texts = ["Card 4711 declined", "Card 12 declined", "Disk full"];
  const events = texts.map((message, position) => {
    return makeEvent(START_MS - 4000 + 20_000 * position, { message, position });
  });
  const rule = makeRule({
    ...{ name: "r", measure: { kind: "new" }, windowMs: 60_000 },
    groupBy: [{ name: "message", field: parseFieldName("message") }],
  });
  assert.deepEqual(toChangeTexts(await run([rule], await storeOf(events))), [
    "r [Disk full] firing 57000",
    "r [Disk full] ok 58000",
  ]);
});

Deno.test("backtest counts events when they happened, however late they came", async () => {
  const late = makeEvent(30_000, { ingestedMs: 9e12 });
  const early = makeEvent(40_000, { ingestedMs: -9e12, position: 1 });
  for (const store of [await storeOf([early, late]), withGroups(await storeOf([early, late]), 0)]) {
    assert.deepEqual(toChangeTexts(await run([makeRule()], store)), [
      "r [] firing 31000",
      "r [] firing 41000",
      "r [] ok 32000",
      "r [] ok 42000",
    ]);
  }
});

Deno.test("backtest of a window of seven days and of a rule that takes everything is bounded", async () => {
  const day = 86_400_000;
  const events = Array.from(
    { length: 1000 },
    (_, i) => makeEvent(i * day / 100, { position: i, service: `s${i % 3}` }),
  );
  const rule = makeRule({
    windowMs: 7 * day,
    intervalMs: 900_000,
    condition: { sign: ">=", limit: 700 },
  });
  const store = await storeOf(events);
  const found = await backtest({
    ...OPTIONS,
    ...{ rules: [rule], fromMs: 7 * day, toMs: 8 * day, store },
  });
  assert.deepEqual(found.record.alerts, [
    { rule: "r", labels: {}, startMs: 7 * day + 900_000, endMs: null, peak: 700 },
  ]);
});

Deno.test("backtest of a group for each of 100,000 events watches as many as there is room for, and says so", async () => {
  const events = Array.from({ length: 100_000 }, (_, position) => {
    return makeEvent(30_000 + position % 1000, { position, fields: { user: `u${position}` } });
  });
  const rule = makeRule({
    groupBy: [{ name: "user", field: parseFieldName("user") }],
    receivers: ["ops"],
  });
  const { rules, record } = await run([rule], await storeOf(events));
  assert.deepEqual(rules, [
    { name: "r", events: 100_000, uncounted: { late: 0, future: 0, crowded: 90_000 } },
  ]);
  assert.equal(record.alertsMade.get("r"), 10_000);
  assert.equal(record.alerts.length, 10_000);
  assert.deepEqual([...record.noticesMade], [["ops", 2]]);
});

Deno.test("backtest keeps nothing of an answer that is large, and counts all of it", async () => {
  const events = Array.from({ length: 20_000 }, (_, position) => {
    return makeEvent(30_000, { position, fields: { user: `u${position}` } });
  });
  const rule = makeRule({ groupBy: [{ name: "user", field: parseFieldName("user") }] });
  const { rules, record } = await run([rule], await storeOf(events));
  assert.deepEqual([rules[0]!.events, rules[0]!.uncounted.crowded], [20_000, 10_000]);
  assert.equal(record.alertsMade.get("r"), 10_000);
});

Deno.test("backtest tells what it found until there was enough, and ends when asked to", async () => {
  const events = Array.from({ length: 60 }, (_, position) => {
    return makeEvent(START_MS + position * 1000, { position });
  });
  const enough = new AbortController();
  const stop = new AbortController();
  const store = await storeOf(events);
  let asked = 0;
  const watched = (wanted: number, ending: AbortController): Reads => ({
    ...store,
    aggregate(request) {
      if (++asked >= wanted) ending.abort(new Error("stopped"));
      request.signal?.throwIfAborted();
      return store.aggregate(request);
    },
  });
  const rules = [makeRule()];
  const found = await backtest({
    ...{ ...OPTIONS, rules, fromMs: START_MS, toMs: END_MS },
    ...{ store: watched(2, enough), enough: enough.signal },
  });
  assert.equal(found.isWhole, false);
  assert.ok(found.toMs > START_MS && found.toMs < END_MS, `${found.toMs}`);
  asked = 0;
  const options = { ...OPTIONS, rules, fromMs: START_MS, toMs: END_MS, signal: stop.signal };
  await assert.rejects(backtest({ ...options, store: watched(2, stop) }), /^Error: stopped$/);
});

Deno.test("backtest of many rules is that of each", async () => {
  const events = Array.from({ length: 200 }, (_, position) => {
    const level = position % 3 === 0 ? "ERROR" : "INFO";
    return makeEvent(START_MS - 5000 + position * 300, { position, level });
  });
  const rules = ["level:ERROR", "*", "level:INFO"].map((text, i) =>
    makeRule({
      name: `r${i}`,
      query: parseQuery(text),
      windowMs: (i + 1) * 2000,
      intervalMs: (i + 1) * 1000,
      condition: { sign: ">", limit: 2 + i },
    })
  );
  const store = await storeOf(events);
  const together = toChangeTexts(await run(rules, store));
  const alone = await Promise.all(
    rules.map(async (rule) => toChangeTexts(await run([rule], store))),
  );
  assert.deepEqual(together, alone.flat().sort());
  assert.ok(together.length > 0);
});

type Reads = Pick<LogReader, "search" | "aggregate">;

const OPTIONS = { signal: new AbortController().signal };

function run(rules: readonly Rule[], store: Reads): Promise<Backtest> {
  return backtest({ ...OPTIONS, rules, fromMs: START_MS, toMs: END_MS, store });
}

async function storeOf(events: readonly LogEvent[]): Promise<Reads> {
  const store = new ArrayStore();
  await store.writer.append(events, null);
  return store.reader;
}

/** Counts so few groups at once; what was before the events that are given it tells as ever. */
function withGroups(store: Reads, max: number): Reads {
  return {
    search: (request) => store.search(request),
    async aggregate(request) {
      const found = await store.aggregate(request);
      if ((found.tallies?.length ?? 0) <= max) return found;
      throw new RangeError("there are too many");
    },
  };
}
