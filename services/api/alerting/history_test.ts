import assert from "node:assert/strict";
import { toHistoryKey } from "../../../runtime/alerts/history.ts";
import { createTestApp, NOW_MS } from "../testing.ts";

const HISTORY = "/api/v1/alerts/history";

function makeChange(ms: number, rule: string) {
  return {
    ...{ fingerprint: "0123456789abcdef", rule, labels: { service: "shop" }, state: "firing" },
    ...{ windowEndMs: NOW_MS + ms - 1000, value: ms, atMs: NOW_MS + ms },
  };
}

async function createApp() {
  const test = createTestApp();
  const write = (startMs: number, changes: ReturnType<typeof makeChange>[]) =>
    test.ports.state.write(toHistoryKey(startMs), { changes }, null);
  await write(NOW_MS - 9000, [makeChange(-9000, "a"), makeChange(-8000, "b")]);
  await write(NOW_MS - 5000, [makeChange(-5000, "a"), makeChange(-4000, "b")]);
  const values = async (query: string) => {
    const { items } = await (await test.send(`${HISTORY}?${query}`)).json();
    return items.map(({ value }: { value: number }) => value);
  };
  return { ...test, values };
}

Deno.test("GET /alerts/history tells what became of groups, the newest first", async () => {
  const test = await createApp();
  const { items, next_cursor } = await (await test.send(HISTORY)).json();
  assert.deepEqual(items[0], {
    at: "2025-10-23T14:32:11.123Z",
    fingerprint: "0123456789abcdef",
    rule: "b",
    labels: { service: "shop" },
    state: "firing",
    window_end: "2025-10-23T14:32:10.123Z",
    value: -4000,
  });
  assert.deepEqual([items.length, next_cursor], [4, null]);
  assert.deepEqual(await test.values("rule=a"), [-5000, -9000]);
  assert.deepEqual(await test.values("from=7s"), [-4000, -5000]);
  assert.deepEqual(await test.values("to=7s"), [-8000, -9000]);
});

Deno.test("GET /alerts/history gives pages", async () => {
  const test = await createApp();
  const seen: number[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const query: string = `limit=1${cursor && `&cursor=${cursor}`}`;
    const page = await (await test.send(`${HISTORY}?${query}`)).json();
    seen.push(...page.items.map(({ value }: { value: number }) => value));
    cursor = page.next_cursor;
  }
  assert.deepEqual(seen, [-4000, -5000, -8000, -9000]);
});

Deno.test("GET /alerts/history is empty where nothing happened, and refuses what cannot be meant", async () => {
  const test = createTestApp();
  assert.deepEqual(await (await test.send(HISTORY)).json(), { items: [], next_cursor: null });
  for (const query of ["cursor=x", "from=yesterday", "from=1h&to=2h", "limit=201", "q=x"]) {
    assert.equal((await test.send(`${HISTORY}?${query}`)).status, 400, query);
  }
});
