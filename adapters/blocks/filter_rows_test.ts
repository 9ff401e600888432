import assert from "node:assert/strict";
import { parseQuery } from "../../core/query/parse_query.ts";
import { openDatabase } from "../../runtime/sqlite.ts";
import { searchAll, toEvent, toFilter } from "../../tests/contract/log_store/case.ts";
import { BlockFile } from "./block_file.ts";
import { ColumnCache } from "./column_cache.ts";
import { GROUP_BLOCKS } from "./filter_rows.ts";
import { damagePage, makeStore, type TestStore, toFormat1 } from "./testing/test_store.ts";
import { hashWord } from "./word_set.ts";
import { openBlockReader } from "./reader.ts";
import { openBlockWriter } from "./writer.ts";

/** Blocks of 4 events; block `b` (from 1) has the words `needle_b` and `many`. */
const BLOCKS = 2 * GROUP_BLOCKS + 10;

Deno.test("filters of a group's blocks are joined, and tell of each block what it has", async () => {
  await using store = await makeGroups();
  using file = new BlockFile(store.path, { cache: new ColumnCache(1 << 20), log: assert.fail });
  const { groups, own } = countRows(store);
  assert.deepEqual({ groups, own }, { groups: 2 * 64, own: 11 });
  for (let id = 1; id <= BLOCKS; id++) {
    assert(file.filters.mayHave(id, hashWord("many")), `block ${id}`);
    assert(file.filters.mayHave(id, hashWord(`needle_${id}`)), `block ${id}`);
  }
  const rare = hashWord("needle_70");
  const passed = Array.from({ length: BLOCKS }, (_, i) => i + 1)
    .filter((id) => file.filters.mayHave(id, rare));
  assert(passed.length < 10, `${passed}`);
});

Deno.test("a search finds rare words in joined and single filters, and after some were removed", async () => {
  await using store = await makeGroups();
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  const find = async (word: string) => {
    const filter = toFilter({ query: parseQuery(word) });
    return (await searchAll(reader, { filter })).map(({ message }) => message);
  };
  for (const id of [1, 63, 64, 127, 128, BLOCKS]) {
    assert.deepEqual(await find(`needle_${id}`), [`many needle_${id}`]);
  }
  assert.deepEqual(await find("needle_0"), []);
  {
    await using writer = await openBlockWriter({ ...store, blockEvents: 4 });
    await writer.prune({ ingestedBeforeMs: 70, happenedBeforeMs: null, bytesMax: null });
  }
  assert.deepEqual({ ...countRows(store) }, { groups: 64, own: 11 });
  assert.deepEqual(await find("needle_69"), []);
  assert.deepEqual(await find("needle_70"), ["many needle_70"]);
});

Deno.test("a store that was damaged keeps the filters of its whole groups and of single blocks", async () => {
  for (const blocks of [2 * GROUP_BLOCKS - 1, 2 * GROUP_BLOCKS]) {
    await using store = await makeGroups(blocks);
    damagePage(store.path, "meta");
    {
      await using _ = await openBlockWriter({ ...store, blockEvents: 4 });
    }
    assert.match(store.said.join(), new RegExp(`in ${blocks} blocks`));
    const own = blocks === 2 * GROUP_BLOCKS ? 1 : 0;
    assert.deepEqual({ ...countRows(store) }, { groups: 2 * 64, own });
  }
});

Deno.test("filters go with the last block of their group, also with the last of all", async () => {
  await using store = await makeGroups(2 * GROUP_BLOCKS - 1);
  {
    await using writer = await openBlockWriter({ ...store, blockEvents: 4 });
    await writer.prune({ ingestedBeforeMs: BLOCKS, happenedBeforeMs: null, bytesMax: null });
  }
  assert.deepEqual({ ...countRows(store) }, { groups: 0, own: 0 });
});

Deno.test("a filter that is missing or damaged hides nothing", async () => {
  await using store = await makeGroups();
  {
    using database = openDatabase({ path: store.path });
    database.exec("UPDATE filters SET data = zeroblob(length(data)) WHERE id % 2 = 0");
    database.exec("DELETE FROM filters WHERE id % 3 = 0");
  }
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  for (let id = 1; id <= BLOCKS; id++) {
    const filter = toFilter({ query: parseQuery(`needle_${id}`) });
    assert.equal((await searchAll(reader, { filter })).length, 1, `block ${id}`);
  }
});

Deno.test("Block writer takes over a store of format 1, which has no filters", async () => {
  await using store = await makeGroups();
  toFormat1(store.path);
  {
    await using writer = await openBlockWriter({ ...store, blockEvents: 4, log: assert.fail });
    await writer.append(toBlockEvents(BLOCKS + 1), null);
  }
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  for (const id of [1, 70, BLOCKS, BLOCKS + 1]) {
    const filter = toFilter({ query: parseQuery(`needle_${id}`) });
    assert.equal((await searchAll(reader, { filter })).length, 1, `block ${id}`);
  }
});

async function makeGroups(blocks = BLOCKS): Promise<TestStore> {
  const store = await makeStore();
  Deno.removeSync(store.path);
  await using writer = await openBlockWriter({ ...store, blockEvents: 4 });
  for (let id = 1; id <= blocks; id++) await writer.append(toBlockEvents(id), null);
  return store;
}

/** Block 5 has so many more words that its filter has more lines than those of the others. */
function toBlockEvents(id: number) {
  const many = Array.from({ length: id === 5 ? 9000 : 0 }, (_, i) => `w_${i}`).join(" ");
  const messages = [`many needle_${id}`, `many ${many}`, "many a", "many b"];
  return messages.map((message, i) => toEvent(4 * id + i, { message, ingestedMs: id }));
}

function countRows({ path }: TestStore): { groups: number; own: number } {
  using database = openDatabase({ path });
  return database.statement(
    "SELECT total(id >= 0) AS groups, total(id < 0) AS own FROM filters",
  ).get<{ groups: number; own: number }>()!;
}
