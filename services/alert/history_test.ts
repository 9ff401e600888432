import assert from "node:assert/strict";
import type { AlertChange } from "../../core/alert/alert_change.ts";
import { UnavailableError } from "../../core/errors.ts";
import { type HistoryRequest, readHistory } from "../../runtime/alerts/history.ts";
import { MemoryState } from "../../adapters/memory/state_store.ts";
import { DAY_PAGES_MAX, History, KEPT_MS } from "./history.ts";
import { START_MS } from "./testing.ts";

Deno.test("History is read the newest first, by rule and by the time of windows, page by page", async () => {
  const state = new MemoryState();
  const history = new History(state, null);
  for (let i = 0; i < 1700; i++) {
    history.add([makeChange(i, { rule: i % 3 === 0 ? "third" : "other" })], START_MS + 1000 * i);
    if (i % 100 === 0) await history.write(START_MS);
  }
  await history.write(START_MS);
  assert.equal((await listPages(state)).length, 4);
  const all = Array.from({ length: 1700 }, (_, i) => 1699 - i);
  assert.deepEqual(await readAll(state), all);
  const third = { rule: "third" };
  assert.deepEqual(await readAll(state, third), all.filter((i) => i % 3 === 0));
  const within = { fromMs: START_MS + 100_000, toMs: START_MS + 900_000 };
  assert.deepEqual(await readAll(state, within), all.filter((i) => i >= 100 && i < 900));
  const last = { ...ALL, limit: 200, cursor: { startMs: START_MS, index: 200 } };
  assert.equal((await readHistory(state, last)).nextCursor, null);
});

Deno.test("History is written once, however often who writes it is killed between keeping and writing", async () => {
  const state = new MemoryState();
  let history = new History(state, null);
  for (let i = 0; i < 40; i++) {
    history.add([makeChange(2 * i), makeChange(2 * i + 1)], START_MS + 1000 * i);
    const kept = JSON.parse(JSON.stringify(history.pack()));
    if (i % 2 === 0) await history.write(START_MS);
    if (i % 3 === 0) history = new History(state, kept);
  }
  await history.write(START_MS);
  assert.deepEqual(await readAll(state), Array.from({ length: 80 }, (_, i) => 79 - i));
});

Deno.test("History that another wrote further stays as it is", async () => {
  const state = new MemoryState();
  const late = new History(state, null);
  late.add([makeChange(0)], START_MS);
  const next = new History(state, late.pack());
  next.add([makeChange(1)], START_MS + 1);
  await next.write(START_MS);
  await late.write(START_MS);
  assert.deepEqual(await readAll(state), [1, 0]);
});

Deno.test("History waits for a store that is away, and loses nothing", async () => {
  const state = new MemoryState();
  let isAway = true;
  const shaky = {
    read: state.read.bind(state),
    list: state.list.bind(state),
    remove: state.remove.bind(state),
    write: (...change: Parameters<MemoryState["write"]>) =>
      isAway ? Promise.reject(new UnavailableError("away")) : state.write(...change),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const history = new History(shaky, null);
  for (let i = 0; i < 600; i++) history.add([makeChange(i)], START_MS + i);
  await assert.rejects(history.write(START_MS), UnavailableError);
  const next = new History(shaky, history.pack());
  isAway = false;
  await next.write(START_MS);
  assert.equal((await readAll(state)).length, 600);
});

Deno.test("History of a day has so many pages at most, the last ones, and takes nothing from other days", async () => {
  const state = new MemoryState();
  const history = new History(state, null);
  history.add([makeChange(0)], START_MS - 86_400_000);
  await history.write(START_MS);
  for (let i = 1; i <= 500 * (DAY_PAGES_MAX + 3); i++) {
    history.add([makeChange(i)], START_MS);
    if (i % 1000 === 0) await history.write(START_MS);
  }
  await history.write(START_MS);
  assert.equal((await listPages(state)).length, DAY_PAGES_MAX + 1);
  const left = await readAll(state);
  assert.deepEqual([left[0], left.at(-2), left.at(-1)], [500 * (DAY_PAGES_MAX + 3), 1501, 0]);
});

Deno.test("History of large labels fits into documents", async () => {
  const state = new MemoryState();
  const history = new History(state, null);
  const labels = Object.fromEntries(
    Array.from({ length: 25 }, (_, i) => [`l${i}`, "\u0001".repeat(1000)]),
  );
  for (let i = 0; i < 10; i++) history.add([makeChange(i, { labels })], START_MS);
  await history.write(START_MS);
  assert.equal((await readAll(state)).length, 10);
});

Deno.test("History is forgotten after thirty days, a page at a time", async () => {
  const state = new MemoryState();
  const history = new History(state, null);
  for (let day = 0; day < 33; day++) {
    const nowMs = START_MS + day * 86_400_000;
    history.add([makeChange(day)], nowMs);
    await history.write(nowMs);
  }
  const oldestMs = START_MS + 32 * 86_400_000 - KEPT_MS;
  const days = await readAll(state);
  assert.equal(START_MS + days.at(-1)! * 86_400_000, oldestMs);
});

Deno.test("History tells nothing of what another version wrote", async () => {
  const state = new MemoryState();
  await state.write("alert_history/8238778400000", { changes: [{ rule: 1 }, null] }, null);
  await state.write("alert_history/x", "?", null);
  assert.deepEqual(await readAll(state), []);
});

const ALL: Omit<HistoryRequest, "limit" | "cursor"> = { rule: null, fromMs: null, toMs: null };

/** Which changes are found, by their values. */
async function readAll(state: MemoryState, asked: Partial<HistoryRequest> = {}): Promise<number[]> {
  const found: number[] = [];
  for (let cursor: HistoryRequest["cursor"] = null;;) {
    const page = await readHistory(state, { ...ALL, ...asked, limit: 70, cursor });
    found.push(...page.changes.map(({ value }) => value!));
    if (page.nextCursor === null) return found;
    cursor = page.nextCursor;
  }
}

async function listPages(state: MemoryState) {
  return await state.list({ prefix: "alert_history/", after: null, limit: 1000 });
}

function makeChange(value: number, given: Partial<AlertChange> = {}): AlertChange {
  return {
    fingerprint: "0123456789abcdef",
    rule: "r",
    labels: {},
    state: "firing",
    windowEndMs: START_MS + 1000 * value,
    value,
    ...given,
  };
}
