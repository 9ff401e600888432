import assert from "node:assert/strict";
import { openDatabase } from "../../runtime/sqlite.ts";
import { toEvent, toFilter } from "../../tests/contract/log_store/case.ts";
import { COLUMNS_PER_BLOCK, FIELD_INDEX } from "./block_meta.ts";
import { TOLD_MAX, ValueCounts, ValueRoom } from "./count_values.ts";
import { openBlockReader } from "./reader.ts";
import { openBlockWriter } from "./writer.ts";

Deno.test("aggregate counts nothing of a block of which one column is damaged", async () => {
  const folder = await Deno.makeTempDir();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const said: string[] = [];
  const store = { path: `${folder}/logs.db`, log: (message: string) => void said.push(message) };
  {
    await using writer = await openBlockWriter({ ...store, blockEvents: 16 });
    const events = Array.from(
      { length: 32 },
      (_, i) => toEvent(i, { fields: { size: "small", trace: `trace ${i}` } }),
    );
    await writer.append(events, null);
  }
  damageColumn(store.path, COLUMNS_PER_BLOCK + FIELD_INDEX + 1);
  const reader = stack.use(await openBlockReader(store));
  const { count, histogram, facets } = await reader.aggregate({
    filter: toFilter(),
    histogram: { intervalMs: 60_000, by: null },
    facets: { fields: ["size", "trace"], limit: 100 },
  });
  const counts = histogram!.map((bucket) => bucket.count);
  assert.deepEqual([count, counts, facets!["size"], facets!["trace"]!.length], [
    ...[16, [16]],
    ...[[{ value: "small", count: 16 }], 16],
  ]);
  assert.match(said.join(), /Cannot read block 1 /);
});

Deno.test("ValueCounts of one request refuse too many texts together", () => {
  const room = new ValueRoom();
  const [one, other] = [new ValueCounts(room), new ValueCounts(room)];
  for (let i = 0; i < 125_000; i++) {
    one.add(`${i}`);
    other.add(`${i}`);
  }
  other.add("0", 7);
  assert.deepEqual([one.counts.get("0"), other.counts.get("0")], [1, 8]);
  assert.throws(() => one.add("more"), /more than 250000 different ones; narrow the query/);
});

Deno.test("ValueCounts of one request refuse too long texts together", () => {
  const room = new ValueRoom();
  const [one, other] = [new ValueCounts(room), new ValueCounts(room)];
  const texts = Array.from({ length: 16_384 }, (_, i) => `${i}`.padEnd(1024));
  for (const [i, text] of texts.entries()) (i % 2 === 0 ? one : other).add(text);
  one.add(texts[0]!);
  assert.throws(() => one.add("x"), /more than 16777216 characters in different ones; narrow/);
});

Deno.test("aggregate refuses to tell all of more values than it counts to tell some", async () => {
  const folder = await Deno.makeTempDir();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const store = { path: `${folder}/logs.db`, log: () => {} };
  const lengthOfEach = 1024;
  const count = TOLD_MAX.length / lengthOfEach + 1;
  {
    await using writer = await openBlockWriter(store);
    const toFields = (i: number) => ({ trace: `${i}`.padEnd(lengthOfEach) });
    const events = Array.from({ length: count }, (_, i) => toEvent(i, { fields: toFields(i) }));
    await writer.append(events, null);
  }
  const reader = stack.use(await openBlockReader(store));
  const asked = { filter: toFilter(), histogram: null, facets: null };
  const facets = { fields: ["trace"], limit: 10 };
  assert.equal((await reader.aggregate({ ...asked, facets })).facets!["trace"]!.length, 10);
  const histogram = { intervalMs: 60_000, by: "trace" };
  await assert.rejects(
    reader.aggregate({ ...asked, histogram }),
    /more than 2097152 characters in different ones; narrow the query/,
  );
});

/** Flips a bit of the column with this key. */
function damageColumn(path: string, key: number): void {
  using database = openDatabase({ path });
  const { data } = database.statement("SELECT data FROM columns WHERE id = ?")
    .get<{ data: Uint8Array }>(key)!;
  data[data.length - 1]! ^= 1;
  database.statement("UPDATE columns SET data = ? WHERE id = ?").run(data, key);
}
