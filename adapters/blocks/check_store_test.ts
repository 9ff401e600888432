import assert from "node:assert/strict";
import { openDatabase } from "../../runtime/sqlite.ts";
import { toEvents } from "../../tests/contract/log_store/case.ts";
import { checkStore, DAMAGED_MAX } from "./check_store.ts";
import { compactStore } from "./compact_store.ts";
import { forgetDamage } from "./forget_damage.ts";
import { openBlockReader } from "./reader.ts";
import {
  BLOCK_EVENTS,
  damageColumn,
  damagePage,
  makeStore,
  type TestStore,
  toFormat1,
} from "./testing/test_store.ts";
import { openBlockWriter } from "./writer.ts";

Deno.test("checkStore counts all that is there, and leaves the file as it is", async () => {
  await using store = await makeStore();
  const bytes = Deno.readFileSync(store.path);
  const told: string[] = [];
  const { bytes: used, ...check } = checkStore(store.path, (done, all) => {
    told.push(`${done}/${all}`);
  });
  assert.deepEqual(check, {
    ...{ events: 100, blocks: 6, headRows: 1, intervals: 1, positions: 0 },
    ...{ damaged: [], more: 0, putAside: 0, lost: 0 },
  });
  assert(used > 0 && used <= bytes.length);
  assert.deepEqual(told, ["1/6", "2/6", "3/6", "4/6", "5/6", "6/6"]);
  assert.deepEqual(Deno.readFileSync(store.path), bytes);
});

Deno.test("checkStore sees what a writer beside it has committed", async () => {
  await using store = await makeStore();
  await using writer = await openBlockWriter(store);
  await writer.append(toEvents(100, 20), { epoch: "e", partition: 0, offset: 1 });
  const { events, positions, damaged } = checkStore(store.path, () => {});
  assert.deepEqual({ events, positions, damaged }, { events: 120, positions: 1, damaged: [] });
});

Deno.test("checkStore finds nothing where there is no store", () => {
  const { events, damaged } = checkStore("/no/such/logs.db", () => {});
  assert.deepEqual({ events, damaged }, { events: 0, damaged: [] });
});

Deno.test("checkStore finds nothing wrong with a store of format 1", async () => {
  await using store = await makeStore();
  toFormat1(store.path);
  assert.deepEqual(checkStore(store.path, () => {}).damaged, []);
});

const CHANGES = {
  "UPDATE columns SET data = zeroblob(20) WHERE id = 1024 + 13": /^block 1: column 13: .*checksum/,
  "DELETE FROM columns WHERE id = 2 * 1024": /^block 2: column 0: it is missing$/,
  "UPDATE blocks SET n = n + 1 WHERE id = 3": /^block 3: meta: .*row/,
  "UPDATE blocks SET meta = 'x' WHERE id = 3": /^block 3: .*not one of a block/,
  "UPDATE head SET data = zeroblob(20)": /^head row \d+: .*checksum/,
  'UPDATE intervals SET "to" = 5': /^interval 0 of origin \w+: its checksum is wrong$/,
  "UPDATE filters SET data = zeroblob(20) WHERE id = -2": /^filters -2: .*checksum/,
  "INSERT INTO summaries VALUES (3, zeroblob(20))": /^summaries 3: .*checksum/,
  "UPDATE meta SET stored = 5": /^meta: .*checksum of the table meta/,
  "UPDATE head SET n = n + 1": /^meta: .* 101 events are there, not 100$/,
  "INSERT INTO position VALUES (0, 'e', 5, 5)": /^positions: .*checksum of a bus position/,
};

for (const [change, expected] of Object.entries(CHANGES)) {
  Deno.test(`checkStore finds what is wrong after ${change}`, async () => {
    await using store = await makeStore();
    execute(store, change);
    assert.match(checkDamaged(store).join("\n"), new RegExp(expected, "m"));
  });
}

for (const table of ["blocks", "columns", "intervals", "head", "meta", "position"]) {
  Deno.test(`checkStore finds a damaged page of the table ${table}`, async () => {
    await using store = await makeStore();
    damagePage(store.path, table);
    assert.notDeepEqual(checkDamaged(store), []);
  });
}

Deno.test("checkStore finds a file that is none of ours, and one cut short", async () => {
  await using garbage = await makeStore(new Uint8Array(9000).fill(7));
  assert.match(checkDamaged(garbage).join(), /^file: .*header/);
  await using store = await makeStore();
  Deno.truncateSync(store.path, 20_000);
  assert.notDeepEqual(checkDamaged(store), []);
});

Deno.test("checkStore says what was put aside before", async () => {
  await using store = await makeStore();
  damageColumn(store.path);
  {
    await using writer = await openBlockWriter(store);
    await writer.prune({ ingestedBeforeMs: 0, happenedBeforeMs: null, bytesMax: null });
  }
  const { putAside, damaged, events, lost } = checkStore(store.path, () => {});
  assert.deepEqual({ damaged, events, lost }, { damaged: [], events: 84, lost: BLOCK_EVENTS });
  assert(putAside > 0);
});

Deno.test("checkStore counts events as lost whose block is gone", async () => {
  await using store = await makeStore();
  execute(store, "DELETE FROM blocks WHERE id = 4");
  const { damaged, events, lost } = checkStore(store.path, () => {});
  assert.deepEqual({ damaged, events, lost }, { damaged: [], events: 84, lost: BLOCK_EVENTS });
});

Deno.test("forgetDamage counts what was lost as expired, removes its bytes, and leaves the rest", async () => {
  await using store = await makeStore();
  assert.deepEqual(forgetDamage(store.path), { events: 0, parts: 0 });
  damageColumn(store.path);
  {
    await using writer = await openBlockWriter(store);
    await writer.prune({ ingestedBeforeMs: 0, happenedBeforeMs: null, bytesMax: null });
  }
  assert.deepEqual(forgetDamage(store.path), { events: BLOCK_EVENTS, parts: 7 });
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  const { events, stored, expired, damaged } = await reader.status();
  assert.deepEqual([events, stored, expired, damaged], [84, 100, BLOCK_EVENTS, 0]);
  const { putAside, lost } = checkStore(store.path, () => {});
  assert.deepEqual({ putAside, lost }, { putAside: 0, lost: 0 });
  assert.equal(forgetDamage("/no/such/logs.db"), null);
});

Deno.test("checkStore tells the first damaged parts one by one, and counts the rest", async () => {
  await using store = await makeStore();
  const many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)";
  execute(store, `${many} INSERT INTO summaries SELECT i, zeroblob(20) FROM n`);
  const { damaged, more } = checkStore(store.path, () => {});
  assert.deepEqual([damaged.length, more], [DAMAGED_MAX, 1500 - DAMAGED_MAX]);
});

for (const work of [forgetDamage, (path: string) => compactStore(path, () => {})]) {
  Deno.test(`${work === forgetDamage ? "forgetDamage" : "compactStore"} says what to do where the file is damaged`, async () => {
    await using store = await makeStore(new Uint8Array(9000).fill(7));
    assert.throws(
      () => work(store.path),
      /^Error: Cannot (compact|forget the damage of) ".*logs\.db": it is damaged \(.*start `process`/,
    );
  });
}

Deno.test("compactStore gives what is free to the disk, and the store stays as it is", async () => {
  await using store = await makeStore();
  execute(store, "CREATE TABLE big (data BLOB); INSERT INTO big VALUES (zeroblob(20000000))");
  execute(store, "DROP TABLE big");
  const { before, after } = compactStore(store.path, () => {})!;
  assert(before > 20_000_000 && after < 300_000, `${before} bytes before, ${after} after`);
  assert.equal(after, Deno.statSync(store.path).size);
  const { events, damaged } = checkStore(store.path, () => {});
  assert.deepEqual({ events, damaged }, { events: 100, damaged: [] });
  assert.equal(compactStore("/no/such/logs.db", () => {}), null);
});

function checkDamaged({ path }: TestStore): string[] {
  return checkStore(path, () => {}).damaged.map(({ part, reason }) => `${part}: ${reason}`);
}

function execute({ path }: TestStore, sql: string): void {
  using database = openDatabase({ path });
  database.exec(sql);
}
