import assert from "node:assert/strict";
import { openDatabase } from "../../runtime/sqlite.ts";
import { readSince, toEvent } from "../../tests/contract/log_store/case.ts";
import { openBlockReader } from "./reader.ts";
import { openBlockWriter } from "./writer.ts";

const KIB = 1024;

Deno.test("pruning to bytes keeps as many whole blocks as it takes to have what is to stay", async () => {
  await using store = await openEmpty(100 * KIB);
  await store.append(8 * 64);
  assert.equal(await store.shrink(0), 6 * 64, "two blocks of 64 KiB are 100 KiB, one is not");
  assert.equal(await store.shrink(0), 0);
  assert.deepEqual(await store.kept(), [6 * 64, 8 * 64]);
});

Deno.test("pruning to bytes keeps a block that alone is above the bound", async () => {
  await using store = await openEmpty(1);
  await store.append(64);
  await store.append(64);
  assert.equal(await store.shrink(1), 64);
  assert.deepEqual(await store.kept(), [64, 128]);
});

Deno.test("pruning to bytes takes the head for newer than blocks, and its last rows for the newest", async () => {
  await using store = await openEmpty(12 * KIB);
  await store.append(2 * 64);
  for (const count of [16, 8, 4, 2]) await store.append(count);
  assert.equal(await store.shrink(0), 2 * 64 + 16, "8, 4 and 2 events of a KiB are left");
  assert.deepEqual(await store.kept(), [2 * 64 + 16, 2 * 64 + 30]);
});

Deno.test("pruning to bytes keeps blocks where the head is not enough", async () => {
  await using store = await openEmpty(40 * KIB);
  await store.append(3 * 64);
  await store.append(16);
  assert.equal(await store.shrink(0), 2 * 64);
  assert.deepEqual(await store.kept(), [2 * 64, 3 * 64 + 16]);
});

Deno.test("pruning to bytes removes what cannot be read before any event", async () => {
  await using store = await openEmpty(100 * KIB);
  await store.append(8 * 64);
  {
    using database = openDatabase({ path: store.path });
    database.statement("INSERT INTO broken VALUES (1, 'block 0', 0, '', randomblob(?))")
      .run(1024 * KIB);
  }
  assert.equal(await store.shrink(800 * KIB), 0);
  using database = openDatabase({ path: store.path, readOnly: true });
  assert.equal(database.statement("SELECT 1 FROM broken").get(), undefined);
});

/** A store of blocks of 64 KiB. */
async function openEmpty(keptBytesMin: number) {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/logs.db`;
  const writer = await openBlockWriter({ path, log: assert.fail, blockEvents: 64, keptBytesMin });
  const reader = await openBlockReader({ path, log: assert.fail });
  let appended = 0;
  return {
    path,
    async append(count: number): Promise<void> {
      const events = Array.from({ length: count }, () => {
        const message = crypto.getRandomValues(new Uint8Array(KIB)).toBase64();
        return toEvent(appended++, { message });
      });
      await writer.append(events, null);
    },
    shrink: (bytesMax: number) =>
      writer.prune({ ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax }),
    /** Which events are left, of those that were appended: from, to. */
    async kept(): Promise<[number, number]> {
      const { events } = await readSince(reader, "start");
      return [events.at(0)!.position / 10, events.at(-1)!.position / 10 + 1];
    },
    async [Symbol.asyncDispose]() {
      await reader[Symbol.asyncDispose]();
      await writer[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
