import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import type { LogEvent } from "../../core/event.ts";
import { openDatabase } from "../../runtime/sqlite.ts";
import { searchAll, toEvents } from "../../tests/contract/log_store/case.ts";
import { type IntegerColumn, listIntegers, makeLarge } from "../../tests/large_numbers.ts";
import { checkStore } from "./check_store.ts";
import { openBlockReader } from "./reader.ts";
import { BLOCK_EVENTS, EVENTS, makeStore, type TestStore } from "./testing/test_store.ts";
import { openBlockWriter } from "./writer.ts";

const POSITION = { epoch: "bus", partition: 0, offset: 7 };

/** What a search must still find where a number in the first row of a table is damaged. */
const LEFT: Record<string, readonly LogEvent[]> = {
  blocks: EVENTS.slice(BLOCK_EVENTS),
  columns: EVENTS.slice(BLOCK_EVENTS),
  head: EVENTS.slice(0, 96),
};

/** A reader cannot do without these: it waits until the writer has mended them. */
const NEEDED = new Set(["meta", "head.seq"]);

for (const { table, column } of await listColumns()) {
  const name = `${table}.${column}`;
  const left = LEFT[table] ?? EVENTS;

  Deno.test(`Block writer mends a store whose ${name} is too large a number`, async () => {
    await using store = await makeFull();
    makeLarge(store.path, { table, column });
    assert.notDeepEqual(checkStore(store.path, () => {}).damaged, []);
    await using reader = await openBlockReader(store);
    if (!NEEDED.has(table) && !NEEDED.has(name)) assertHas(await searchAll(reader), left);
    else await assertWorksOrWaits(searchAll(reader));
    store.said.splice(0);
    {
      await using writer = await openBlockWriter(store);
      assert.match(store.said.join(), /was damaged .*(too large|CHECK constraint)/);
      const { stored, duplicates } = await writer.append(toEvents(90, 20), POSITION);
      assert.deepEqual({ stored, duplicates }, { stored: 10, duplicates: 10 });
      assertHas(await searchAll(reader), [...left, ...toEvents(100, 10)]);
      const { events, stored: all, damaged } = await reader.status();
      assert.deepEqual([all, events + damaged], [110, 110]);
    }
    assert.deepEqual(checkStore(store.path, () => {}).damaged, []);
    await using _writer = await openBlockWriter({ ...store, log: assert.fail });
  });

  Deno.test(`Block writer goes on where ${name} becomes too large a number while it is open`, async () => {
    await using store = await makeFull();
    await using writer = await openBlockWriter(store);
    makeLarge(store.path, { table, column });
    await writer.prune({ ingestedBeforeMs: 0, happenedBeforeMs: null, bytesMax: null });
    await writer.positions();
    const { stored, duplicates } = await writer.append(toEvents(90, 20), POSITION);
    assert.deepEqual({ stored, duplicates }, { stored: 10, duplicates: 10 });
    await using reader = await openBlockReader(store);
    const found = searchAll(reader);
    if (name === "head.seq" || name === "meta.id") await assertWorksOrWaits(found);
    else assertHas(await found, left);
  });
}

/** A store with rows in all tables. */
async function makeFull(): Promise<TestStore> {
  const store = await makeStore();
  await using writer = await openBlockWriter(store);
  await writer.append([], POSITION);
  using database = openDatabase({ path: store.path });
  database.exec("INSERT INTO broken VALUES (1, 'block 99', 0, 'test', zeroblob(9))");
  database.exec("INSERT OR IGNORE INTO summaries SELECT 0, data FROM filters LIMIT 1");
  return store;
}

async function listColumns(): Promise<IntegerColumn[]> {
  await using store = await makeFull();
  return listIntegers(store.path);
}

function assertHas(found: readonly LogEvent[], expected: readonly LogEvent[]): void {
  const positions = new Set(found.map(({ position }) => position));
  const missing = expected.filter(({ position }) => !positions.has(position));
  assert.deepEqual(missing, []);
}

async function assertWorksOrWaits(work: Promise<unknown>): Promise<void> {
  await work.catch((error) => assert.ok(error instanceof UnavailableError, `${error}`));
}
