import assert from "node:assert/strict";
import { openDatabase } from "../../runtime/sqlite.ts";
import { searchAll, toEvents } from "../../tests/contract/log_store/case.ts";
import { openBlockReader } from "./reader.ts";
import { BLOCK_EVENTS, EVENTS, makeStore, type TestStore } from "./testing/test_store.ts";
import { openBlockWriter } from "./writer.ts";

const POSITION = { epoch: "e", partition: 0, offset: 7 };

for (
  const change of [`"to" = 5000`, `"to" = 990`, `"from" = 30`, "touched_at = 5", `"to" = 1e300`]
) {
  Deno.test(`Block writer neither doubles nor loses events when an interval's row has ${change}`, async () => {
    await using store = await makeStore();
    execute(store, `UPDATE intervals SET ${change}`);
    await using writer = await openBlockWriter(store);
    const { stored, duplicates } = await writer.append(toEvents(90, 20), null);
    assert.deepEqual({ stored, duplicates }, { stored: 10, duplicates: 10 });
    assert.match(store.said.join(), /was damaged .*interval.* 100 events in .* are kept/);
    await using reader = await openBlockReader({ ...store, log: assert.fail });
    assert.deepEqual(await searchAll(reader), toEvents(0, 110));
  });
}

for (const change of [`"offset" = 8`, "epoch = 'f'", "partition = 1"]) {
  Deno.test(`Block writer forgets a bus position whose row has ${change}, so nothing is passed over`, async () => {
    await using store = await makeStore();
    {
      await using writer = await openBlockWriter(store);
      await writer.append([], POSITION);
      assert.deepEqual(await writer.positions(), [POSITION]);
    }
    execute(store, `UPDATE position SET ${change}`);
    await using writer = await openBlockWriter(store);
    assert.deepEqual(await writer.positions(), []);
    assert.match(store.said.join(), /was damaged .*position/);
    assert.equal((await writer.append(EVENTS, POSITION)).duplicates, 100);
    await using reader = await openBlockReader({ ...store, log: assert.fail });
    assert.deepEqual((await reader.status()).positions, [POSITION]);
  });
}

Deno.test("Block store takes a text where bytes should be for damage", async () => {
  const changes = {
    "UPDATE columns SET data = CAST(data AS TEXT) WHERE id = 1037": EVENTS.slice(BLOCK_EVENTS),
    "UPDATE blocks SET meta = CAST(meta AS TEXT) WHERE id = 1": EVENTS.slice(BLOCK_EVENTS),
    "UPDATE head SET data = CAST(data AS TEXT)": EVENTS.slice(0, 96),
  };
  for (const [change, expected] of Object.entries(changes)) {
    await using store = await makeStore();
    execute(store, change);
    await using reader = await openBlockReader(store);
    assert.deepEqual(await searchAll(reader), expected, change);
    await using writer = await openBlockWriter(store);
    await writer.prune({ ingestedBeforeMs: 0, happenedBeforeMs: null, bytesMax: null });
    assert.deepEqual(await searchAll(reader), expected, change);
    const { events, stored, expired, damaged } = await reader.status();
    const lost = 100 - expected.length;
    assert.deepEqual([events, stored, expired, damaged], [expected.length, 100, 0, lost]);
  }
});

function execute({ path }: TestStore, sql: string): void {
  using database = openDatabase({ path });
  database.exec(sql);
}
