import assert from "node:assert/strict";
import type { LogEvent } from "../../core/event.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import type { AggregateRequest } from "../../ports/log_store.ts";
import { openDatabase } from "../../runtime/sqlite.ts";
import { toEvent, toFilter } from "../../tests/contract/log_store/case.ts";
import { FIELD_COLUMNS_MAX } from "./fields.ts";
import { GROUP_BLOCKS } from "./filter_rows.ts";
import { unpack } from "./packed.ts";
import { openBlockReader } from "./reader.ts";
import {
  damageColumn,
  damagePage,
  makeStore,
  type TestStore,
  toFormat1,
} from "./testing/test_store.ts";
import { openBlockWriter } from "./writer.ts";

/** Of 4 events each. The first group has ids 1 … 63, the second is whole, the third is not. */
const BLOCKS = 2 * GROUP_BLOCKS + 10;

const QUERIES = [
  ...[
    "*",
    "level:ERROR",
    "NOT level:ERROR",
    "level:(ERROR OR INFO)",
    "service:service-1",
    "needle",
  ],
  ...["color:red", "NOT color:red", "color:blue", "color:gre*", "_exists_:color", "_exists_:size"],
  ...["size:>2", "size:>=0", "size:>900", "size:3", "_exists_:rare", "rare:7", "NOT _exists_:rare"],
  ...[
    "wide_401_3:x",
    "_exists_:wide_401_3",
    "color:red size:[0 TO 10]",
    "late:yes",
    "_exists_:late",
  ],
];

const OTHERS = ["1".repeat(15), "2".repeat(15)];

const FIELDS = ["level", "service", "color", "size", "rare", "late", "wide_401_3"];

Deno.test("counts over groups of blocks are those of the blocks one by one", async () => {
  await using store = await makeGroups(() => ({}));
  await assertSummed(store);
});

Deno.test("counts over groups of blocks see fields that have no column in some block", async () => {
  // `late` has a column in all blocks but one, where it comes after too many others.
  const toFields = (i: number) => i >= 400 && i < 404 ? toWide(i) : {};
  await using store = await makeGroups((i) => ({
    ...toFields(i),
    ...(i === 403 ? { late: "yes" } : {}),
  }));
  const counts = await assertSummed(store);
  assert.equal(counts.find(({ query }) => query === "late:yes")!.count, BLOCKS);
});

Deno.test("a writer gives no buffer back: V8 would compile all of its code anew", async () => {
  const { prototype } = ArrayBuffer;
  const { transferToFixedLength } = prototype;
  let given = 0;
  prototype.transferToFixedLength = function (length?: number) {
    given++;
    return transferToFixedLength.call(this, length);
  };
  try {
    await using store = await makeGroups(() => ({}));
    await reopen(store);
    assert.equal(given, 0);
    await using reader = await openBlockReader({ ...store, log: assert.fail });
    await reader.aggregate(toRequest("*", FIELDS));
    assert(given > 0, "those who read do");
  } finally {
    prototype.transferToFixedLength = transferToFixedLength;
  }
});

Deno.test("a store that was damaged has the summaries of its whole groups again", async () => {
  await using store = await makeGroups(() => ({}));
  const summaries = readSummaries(store);
  damagePage(store.path, "meta");
  await reopen(store);
  assert.deepEqual(readSummaries(store), summaries);
  await assertSummed(store);
  damageColumn(store.path, 70);
  damagePage(store.path, "meta");
  await reopen(store);
  const { ids } = JSON.parse(readSummaries(store)[1]!);
  assert.equal(ids.length, GROUP_BLOCKS - 1, "what is left of a group is summed up, too");
  await assertSummed(store);
});

Deno.test("a block whose meta is damaged keeps nobody from ending its group", async () => {
  await using store = await makeStore();
  Deno.removeSync(store.path);
  await using writer = await openBlockWriter({ ...store, blockEvents: 4 });
  for (let id = 1; id < GROUP_BLOCKS - 1; id++) {
    await writer.append(toBlockEvents(id, () => ({})), null);
  }
  {
    using database = openDatabase({ path: store.path });
    database.exec("UPDATE blocks SET meta = zeroblob(length(meta)) WHERE id = 5");
  }
  await writer.append(toBlockEvents(GROUP_BLOCKS - 1, () => ({})), null);
  await using reader = await openBlockReader(store);
  assert.equal((await reader.aggregate(toRequest("*", ["level"]))).count, 4 * (GROUP_BLOCKS - 2));
});

Deno.test("a store that no writer of this version has opened yet is counted", async () => {
  await using store = await makeGroups(() => ({}));
  toFormat1(store.path);
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  assert.equal((await reader.aggregate(toRequest("*", ["level"]))).count, 4 * BLOCKS);
});

Deno.test("an event is found among its neighbours, wherever its source is in the groups", async () => {
  await using store = await makeStore();
  Deno.removeSync(store.path);
  // One source is in all blocks, one in the first group, one in the last.
  const toOrigin = (id: number, row: number) =>
    row === 0 && id < 50 ? OTHERS[0]! : row === 0 && id > 130 ? OTHERS[1]! : toEvent(0).origin;
  const all = Array.from({ length: BLOCKS }, (_, i) => {
    const events = toBlockEvents(i + 1, () => ({}));
    return events.map((event, row) => ({ ...event, origin: toOrigin(i + 1, row) }));
  });
  {
    await using writer = await openBlockWriter({ ...store, blockEvents: 4 });
    for (const events of all) await writer.append(events, null);
  }
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  const events = all.flat();
  for (let i = 0; i < events.length; i += 7) {
    const { origin, position } = events[i]!;
    const source = events.filter((event) => event.origin === origin);
    const at = source.findIndex((event) => event.position === position);
    const found = await reader.context({ origin, position, before: 9, after: 9 });
    assert.deepEqual(found, {
      before: source.slice(Math.max(0, at - 9), at),
      event: source[at],
      after: source.slice(at + 1, at + 10),
    });
  }
});

Deno.test("an event is found without the metas of other groups", async () => {
  await using store = await makeGroups(() => ({}));
  {
    using database = openDatabase({ path: store.path });
    database.exec(`UPDATE blocks SET meta = zeroblob(1) WHERE id BETWEEN 64 AND 127`);
  }
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  const { origin, position } = toEvent(40);
  const { before, event, after } = await reader.context({ origin, position, before: 2, after: 2 });
  assert.deepEqual([...before, event!, ...after].map((each) => each.position), [
    ...[38, 39, 40, 41, 42].map((i) => toEvent(i).position),
  ]);
});

async function reopen(store: TestStore): Promise<void> {
  await using _ = await openBlockWriter({ ...store, blockEvents: 4 });
}

/** Their JSON, group by group. */
function readSummaries({ path }: TestStore): string[] {
  using database = openDatabase({ path });
  const rows = database.statement("SELECT data FROM summaries ORDER BY id")
    .all<{ data: Uint8Array }>();
  return rows.map(({ data }) => new TextDecoder().decode(unpack(data)));
}

/** Compares all counts with those of the same store without summaries; and that these were used. */
async function assertSummed(store: TestStore) {
  const withSummaries = await countAll(store);
  {
    using database = openDatabase({ path: store.path });
    const { n } = database.statement("SELECT count(*) AS n FROM summaries").get<{ n: number }>()!;
    assert.equal(n, 2);
    database.exec("DELETE FROM summaries");
  }
  assert.deepEqual(withSummaries, await countAll(store));
  return withSummaries;
}

async function countAll(store: TestStore) {
  await using reader = await openBlockReader({ ...store, log: assert.fail });
  const counts = [];
  for (const query of QUERIES) {
    for (const fields of [[], FIELDS]) {
      counts.push({ query, ...await reader.aggregate(toRequest(query, fields)) });
    }
  }
  return counts;
}

function toRequest(query: string, fields: readonly string[]): AggregateRequest {
  return {
    filter: toFilter({ query: parseQuery(query) }),
    histogram: { intervalMs: 60_000, by: "level" },
    facets: fields.length === 0 ? null : { fields, limit: 1000 },
  };
}

async function makeGroups(toFields: (i: number) => LogEvent["fields"]): Promise<TestStore> {
  const store = await makeStore();
  Deno.removeSync(store.path);
  await using writer = await openBlockWriter({ ...store, blockEvents: 4 });
  for (let id = 1; id <= BLOCKS; id++) await writer.append(toBlockEvents(id, toFields), null);
  return store;
}

/** `size` is only numbers; `rare` and `color` are missing in some blocks, `color` also in some events. */
function toBlockEvents(id: number, toFields: (i: number) => LogEvent["fields"]): LogEvent[] {
  return Array.from({ length: 4 }, (_, row) => {
    const i = 4 * id + row;
    return toEvent(i, {
      level: i % 5 === 0 ? "ERROR" : "INFO",
      service: `service-${id % 3}`,
      message: i === 300 ? "needle" : `event ${i}`,
      fields: {
        ...toFields(i),
        size: i % 7,
        ...(id % 4 === 0 && row > 1 ? { color: i % 3 === 0 ? "red" : "green" } : {}),
        ...(id === 90 ? { rare: 7 } : {}),
        ...(row === 0 && id !== 100 ? { late: "yes" } : {}),
      },
    });
  });
}

/** In each of four events so many that no further field gets a column in their block. */
function toWide(i: number) {
  const count = FIELD_COLUMNS_MAX / 4 + 10;
  return Object.fromEntries(
    Array.from({ length: count }, (_, field) => [`wide_${i}_${field}`, "x"]),
  );
}
