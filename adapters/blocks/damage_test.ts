import assert from "node:assert/strict";
import fc from "fast-check";
import { toId } from "../../core/id.ts";
import type { LogEvent } from "../../core/event.ts";
import type { LogReader } from "../../ports/log_store.ts";
import { openDatabase } from "../../runtime/sqlite.ts";
import { readSince, searchAll, toEvents } from "../../tests/contract/log_store/case.ts";
import { checkStore } from "./check_store.ts";
import { openBlockReader } from "./reader.ts";
import { openBlockWriter } from "./writer.ts";
import {
  BLOCK_EVENTS,
  damageColumn,
  damagePage,
  EVENTS,
  makeStore,
  type TestStore,
} from "./testing/test_store.ts";

Deno.test("Block reader leaves out a block whose bytes changed, and says it once", async () => {
  await using store = await makeStore();
  damageColumn(store.path);
  await using reader = await openBlockReader(store);
  assert.deepEqual(await searchAll(reader), EVENTS.slice(BLOCK_EVENTS));
  assert.deepEqual((await readSince(reader, "start")).events, EVENTS.slice(BLOCK_EVENTS));
  const filter = {
    query: { kind: "message", tokens: [["event"]] },
    fromMs: null,
    toMs: null,
  } as const;
  const facets = { fields: ["level"], limit: 5 };
  const counted = await reader.aggregate({ filter, histogram: null, facets });
  assert.equal(counted.count, 84);
  assert.equal(counted.facets?.["level"]?.[0]?.count, 84);
  assert.equal(store.said.length, 1);
  assert.match(store.said[0]!, /Cannot read block 1 of .* 16 events are left out: .*checksum/);
});

Deno.test("Block writer puts a damaged block aside with its bytes when it prunes", async () => {
  await using store = await makeStore();
  damageColumn(store.path);
  await using writer = await openBlockWriter(store);
  assert.equal(
    await writer.prune({ ingestedBeforeMs: 0, happenedBeforeMs: null, bytesMax: null }),
    0,
  );
  assert.match(store.said.join(), /Cannot read block 1 .* kept in the table "broken"/);
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  assert.deepEqual(await searchAll(reader), EVENTS.slice(BLOCK_EVENTS));
  assert.deepEqual(await countAll(reader), { events: 84, stored: 100, expired: 0, damaged: 16 });
  using database = openDatabase({ path: store.path, readOnly: true });
  const broken = database.statement("SELECT sum(n) AS n, count(*) AS parts FROM broken").get();
  assert.deepEqual({ ...broken! }, { n: 16, parts: 7 });
});

Deno.test("Block writer removes damaged filters and summaries with time, and finds the same", async () => {
  await using store = await makeStore();
  {
    using database = openDatabase({ path: store.path });
    database.exec("UPDATE filters SET data = zeroblob(20) WHERE id = -2");
    database.exec("INSERT INTO summaries VALUES (0, zeroblob(20))");
  }
  await using writer = await openBlockWriter(store);
  await writer.prune({ ingestedBeforeMs: 0, happenedBeforeMs: null, bytesMax: null });
  assert.match(store.said.join(), /^Cannot read 2 filters and summaries of ".*": they are removed/);
  assert.deepEqual(checkStore(store.path, () => {}).damaged, []);
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  assert.deepEqual(await searchAll(reader), EVENTS);
});

Deno.test("Block writer replaces a file in which the row of a block cannot be read", async () => {
  await using store = await makeStore();
  await using writer = await openBlockWriter(store);
  {
    using database = openDatabase({ path: store.path });
    database.exec("UPDATE blocks SET n = 'sixteen' WHERE id = 1");
  }
  assert.equal(
    await writer.prune({ ingestedBeforeMs: 0, happenedBeforeMs: null, bytesMax: null }),
    0,
  );
  assert.match(
    store.said.join(),
    /the row of block 1 is not one.* put aside .* 84 events .* 1 parts were not/,
  );
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  assert.deepEqual(await searchAll(reader), EVENTS.slice(BLOCK_EVENTS));
  assert.deepEqual(await countAll(reader), { events: 84, stored: 100, expired: 0, damaged: 16 });
});

Deno.test("Block reader does not believe a row whose numbers changed", async () => {
  for (const change of ["n = 74", "first_arrival = 1", "min_ts = min_ts + 1", "max_ts = 0"]) {
    await using store = await makeStore();
    {
      using database = openDatabase({ path: store.path });
      database.exec(`UPDATE blocks SET ${change} WHERE id = 1`);
    }
    await using reader = await openBlockReader(store);
    assert.deepEqual(await searchAll(reader, { limit: 7 }), EVENTS.slice(BLOCK_EVENTS), change);
    assert.match(store.said.join(), /Cannot read block 1 .*its meta 0,16,/);
    await using writer = await openBlockWriter(store);
    await writer.prune({ ingestedBeforeMs: 0, happenedBeforeMs: null, bytesMax: null });
    const counts = { events: 84, stored: 100, expired: 0, damaged: BLOCK_EVENTS };
    assert.deepEqual(await countAll(reader), counts, change);
  }
});

Deno.test("Block writer puts a damaged head row aside and goes on with the others", async () => {
  await using store = await makeStore();
  {
    await using writer = await openBlockWriter(store);
    await writer.append(toEvents(100, 3), null);
    await writer.append(toEvents(103, 2), null);
  }
  {
    using database = openDatabase({ path: store.path });
    database.exec("UPDATE head SET data = substr(data, 1, 20), n = 9 WHERE first_arrival = 100");
  }
  {
    await using reader = await openBlockReader(store);
    const readable = [...EVENTS, ...toEvents(103, 2)];
    assert.deepEqual(await searchAll(reader), readable);
    assert.match(store.said.splice(0).join(), /^Cannot read head row \d+ .* its 9 events are left/);
  }
  await using writer = await openBlockWriter(store);
  assert.match(store.said.join(), /Cannot read head row \d+ .* 9 events/);
  await writer.append(toEvents(105, 4), null);
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  assert.deepEqual(await countAll(reader), { events: 106, stored: 109, expired: 0, damaged: 3 });
  const expected = [...EVENTS, ...toEvents(103, 6)];
  assert.deepEqual((await readSince(reader, "start")).events, expected);
  assert.deepEqual(await searchAll(reader), expected);
});

for (
  const [what, damaged] of [
    ["is garbage", crypto.getRandomValues(new Uint8Array(50_000))],
    ["is text", new TextEncoder().encode("not a database at all ".repeat(100))],
  ] as const
) {
  Deno.test(`Block writer puts a file aside that ${what}, and begins anew`, async () => {
    await using store = await makeStore();
    Deno.writeFileSync(store.path, damaged);
    await using reader = await openBlockReader(store);
    await using writer = await openBlockWriter(store);
    assert.match(
      store.said.at(-1)!,
      /was damaged .* put aside in ".*corrupt\/2025-10-23T15-30-00.000Z"/,
    );
    assert.deepEqual(
      Deno.readFileSync(`${store.path}.corrupt/2025-10-23T15-30-00.000Z/logs.db`),
      damaged,
    );
    await writer.append(EVENTS, null);
    assert.deepEqual(await searchAll(reader), EVENTS);
  });
}

Deno.test("Block writer takes an empty file for a new store", async () => {
  await using store = await makeStore();
  Deno.truncateSync(store.path);
  await using writer = await openBlockWriter({ ...store, log: assert.fail });
  assert.equal((await writer.append(EVENTS, null)).stored, 100);
});

Deno.test("Block writer refuses to append to a file that somebody removed or replaced", async () => {
  await using store = await makeStore();
  await using writer = await openBlockWriter(store);
  Deno.renameSync(store.path, `${store.path}.old`);
  const sentence = /^Error: Cannot append to store .* somebody removed or replaced the file: start/;
  await assert.rejects(writer.append(EVENTS, null), sentence);
  Deno.copyFileSync(`${store.path}.old`, store.path);
  await assert.rejects(writer.append(EVENTS, null), sentence);
});

Deno.test("Block writer begins a new store beside those who still read a removed one", async () => {
  await using store = await makeStore();
  await using reader = await openBlockReader(store);
  {
    await using writer = await openBlockWriter(store);
    await writer.append(EVENTS, null);
    assert.equal((await reader.status()).events, 100);
    Deno.removeSync(store.path);
  }
  await using writer = await openBlockWriter(store);
  assert.match(
    store.said.join(),
    /^Cannot find ".*", .*: somebody removed it; they are put aside in ".*"/,
  );
  assert.equal((await writer.append(EVENTS.slice(0, 7), null)).stored, 7);
  assert.equal((await reader.status()).events, 7);
  await using another = await openBlockReader(store);
  assert.equal((await another.status()).events, 7);
  const [folder] = [...Deno.readDirSync(`${store.path}.corrupt`)];
  const names = [...Deno.readDirSync(`${store.path}.corrupt/${folder!.name}`)];
  assert.deepEqual(names.map(({ name }) => name).sort(), ["logs.db-shm", "logs.db-wal"]);
});

Deno.test("Block writer refuses a file of a newer version and leaves it as it is", async () => {
  await using store = await makeStore();
  {
    using database = openDatabase({ path: store.path });
    database.exec("PRAGMA user_version = 3");
  }
  const newer = /format is version 3, this program knows up to 2/;
  await assert.rejects(openBlockWriter(store), newer);
  assert.deepEqual([...Deno.readDirSync(store.folder)].map(({ name }) => name), ["logs.db"]);
  await using reader = await openBlockReader(store);
  await assert.rejects(reader.status(), newer);
});

Deno.test("Block writer keeps each damaged file apart, also of the same second", async () => {
  await using store = await makeStore();
  for (let i = 0; i < 3; i++) {
    Deno.writeTextFileSync(store.path, `garbage ${i}`.repeat(100));
    await using writer = await openBlockWriter(store);
    assert.equal((await writer.append(EVENTS, null)).stored, 100);
  }
  const folders = [...Deno.readDirSync(`${store.path}.corrupt`)].map(({ name }) => name).sort();
  const time = "2025-10-23T15-30-00.000Z";
  assert.deepEqual(folders, [time, `${time}-2`, `${time}-3`]);
});

Deno.test("Block writer finishes what a crash between two renames left", async () => {
  await using store = await makeStore();
  const folder = `${store.path}.corrupt/2025-10-23T15-30-00.000Z`;
  Deno.mkdirSync(folder, { recursive: true });
  Deno.renameSync(store.path, `${folder}/next.db`);
  await using writer = await openBlockWriter(store);
  assert.equal((await writer.append(EVENTS, null)).duplicates, 100);
});

Deno.test("Block writer keeps what is readable of a file cut short or with bytes changed", async () => {
  await using original = await makeStore();
  const bytes = Deno.readFileSync(original.path);
  const byId = new Map(EVENTS.map((event) => [toId(event), event]));
  const change = fc.oneof(
    fc.nat(bytes.length - 1).map((at) => ({ at, length: 1 })),
    fc.nat(bytes.length - 1).map((at) => ({ at, length: 4000 })),
    fc.nat(bytes.length - 1).map((at) => ({ at, length: Infinity })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 2 }), async (changes) => {
      let damaged = bytes.slice();
      for (const { at, length } of changes) {
        if (length === Infinity) damaged = damaged.slice(0, at);
        else for (let i = at; i < Math.min(at + length, damaged.length); i++) damaged[i]! ^= 0x5a;
      }
      await using store = await makeStore(damaged);
      await checkUsable(store, byId);
    }),
    {
      numRuns: 100,
    },
  );
});

Deno.test("Block writer knows repeats also when the page that lists them is damaged", async () => {
  await using store = await makeStore();
  damagePage(store.path, "intervals");
  await using writer = await openBlockWriter(store);
  assert.match(store.said.join(), /was damaged .* 100 events in \d+ blocks .* are kept/);
  assert.equal((await writer.append(EVENTS, null)).duplicates, 100);
});

Deno.test("Block writer salvages all it can when the page of its counts is damaged", async () => {
  await using store = await makeStore();
  damagePage(store.path, "meta");
  await using writer = await openBlockWriter(store);
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  assert.deepEqual((await readSince(reader, "start")).events, EVENTS);
  assert.equal((await writer.append(toEvents(0, 110), null)).stored, 10);
  assert.deepEqual(await searchAll(reader), toEvents(0, 110));
});

async function checkUsable(store: TestStore, byId: Map<string, LogEvent>): Promise<void> {
  await using reader = await openBlockReader(store);
  await using writer = await openBlockWriter(store);
  const late = toEvents(1000, 20);
  await writer.append(late, null).catch(() => writer.append(late, null));
  await writer.prune({ ingestedBeforeMs: 0, happenedBeforeMs: null, bytesMax: null }).catch(() =>
    writer.prune({ ingestedBeforeMs: 0, happenedBeforeMs: null, bytesMax: null })
  );
  const found = (await searchAll(reader)).filter(({ position }) => position < 10_000);
  for (const event of found) assert.deepEqual(event, byId.get(toId(event)));
  const arrived = await readSince(reader, "start");
  assert.equal(arrived.events.length, found.length + 20);
  const { events, stored, expired, damaged } = await countAll(reader);
  assert.equal(events, found.length + 20);
  assert.equal(stored, events + expired + damaged);
  assert.equal(expired, 0);
}

async function countAll(reader: LogReader) {
  const { events, stored, expired, damaged } = await reader.status();
  return { events, stored, expired, damaged };
}
