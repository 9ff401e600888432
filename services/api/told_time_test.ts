import assert from "node:assert/strict";
import { tellTime } from "../../core/tell_time.ts";
import { ArrayStore } from "../../tests/contract/array_store.ts";
import { toEvents } from "../../tests/contract/log_store/case.ts";
import { createTestApp } from "./testing.ts";
import { TOLD_TIME_PATTERN } from "./told_time.ts";

Deno.test("tellTime tells what is as declared, and the first of all times for what is before", () => {
  const table: [ms: number, text: string][] = [
    [0, "1970-01-01T00:00:00.000Z"],
    [253_402_300_800_000, "+010000-01-01T00:00:00.000Z"],
    [-8.64e15, "-271821-04-20T00:00:00.000Z"],
    [-8.65e15, "-271821-04-20T00:00:00.000Z"],
  ];
  for (const [ms, text] of table) {
    assert.equal(tellTime(ms), text);
    assert.match(text, new RegExp(TOLD_TIME_PATTERN));
  }
});

Deno.test("histogram and stats tell intervals that begin before all times", async () => {
  const store = new ArrayStore();
  await store.writer.append(toEvents(0, 1, { timestampMs: -8.64e15 }), null);
  const { send } = createTestApp({ store: store.reader });
  const ask = async (path: string) => await (await send(`/api/v1/logs${path}`)).json();
  const range = "from=-8640000000000000&to=8640000000000000";
  for (const query of [range, `${range}&interval=99999w`, "interval=99999w"]) {
    const { buckets } = await ask(`/histogram?${query}`);
    assert.deepEqual(buckets[0], { start: "-271821-04-20T00:00:00.000Z", count: 1 }, query);
  }
  const { rows } = await ask("/stats?q=*|stats count() by bin(699993d)");
  assert.deepEqual(rows, [{ "bin(699993d)": "-271821-04-20T00:00:00.000Z", "count()": 1 }]);
});
