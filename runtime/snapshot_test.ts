import assert from "node:assert/strict";
import { openSqliteStateStore } from "../adapters/sqlite/state_store.ts";
import { ConflictError, UnavailableError } from "../core/errors.ts";
import { LIST_MAX, type StateStore } from "../ports/state_store.ts";
import { MemoryState } from "../adapters/memory/state_store.ts";
import { Snapshot } from "./snapshot.ts";

Deno.test("Snapshot keeps what is larger than a document, and leaves one value behind", async () => {
  await using world = await openWorld();
  const { snapshot } = world.open();
  assert.deepEqual(await snapshot.read(), { value: null, isDamaged: false });
  await snapshot.write(LARGE);
  await snapshot.write(["small"]);
  await snapshot.write([...LARGE, "more"]);
  const other = world.open();
  assert.deepEqual((await other.snapshot.read()).value, [...LARGE, "more"]);
  await other.snapshot.write(["last"]);
  assert.equal((await world.keys()).length, 2);
});

Deno.test("Snapshot has the value before or the new one, whichever operation fails, and leaves nothing else", async () => {
  for (const { happens, lasts } of FAULTS) {
    let isReached = true;
    for (let failing = 1; isReached; failing++) {
      await using world = await openWorld();
      const { snapshot, faults } = world.open();
      await snapshot.read();
      await snapshot.write([0, ...LARGE]);
      Object.assign(faults, { failing, happens, lasts, failed: 0 });
      const isWritten = await snapshot.write([1, ...LARGE]).then(() => true, () => false);
      isReached = faults.failed > 0;
      faults.failing = 0;
      const [number] = (await world.open().snapshot.read()).value as number[];
      assert(number === 1 || (number === 0 && !isWritten));
      await snapshot.write([2]);
      assert.deepEqual((await world.open().snapshot.read()).value, [2]);
      assert.equal((await world.keys()).length, 2);
    }
  }
});

Deno.test("Snapshot leaves nothing of those who ended while they wrote, however many there were", async () => {
  const state = new MemoryState();
  for (let i = 0; i < 2 * LIST_MAX; i++) await state.write(`alert/part/x${i}/0`, "", null);
  const snapshot = new Snapshot(state, "alert/", random);
  await snapshot.read();
  await snapshot.write("new");
  const found = await state.list({ prefix: "", after: null, limit: LIST_MAX });
  assert.deepEqual([found.length, (await snapshot.read()).value], [2, "new"]);
});

Deno.test("Snapshot takes away nothing that another, who takes over, has begun to write", async () => {
  const state = new MemoryState();
  const [isBegun, isEnded] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const heir = new Snapshot(
    withWrite(state, async (key, write) => {
      if (key === "alert/head") isBegun.resolve();
      if (key === "alert/head") await isEnded.promise;
      return await write();
    }),
    "alert/",
    random,
  );
  let taken: Promise<void> | null = null;
  const first = new Snapshot(
    withWrite(state, async (key, write) => {
      const revision = await write();
      if (key === "alert/head") taken = heir.read().then(() => heir.write("second"));
      if (key === "alert/head") await isBegun.promise;
      return revision;
    }),
    "alert/",
    random,
  );
  await first.read();
  await first.write("first");
  isEnded.resolve();
  await taken;
  assert.deepEqual((await heir.read()).value, "second");
});

Deno.test("Snapshot refuses what it could not read again, before it writes any of it", async () => {
  const state = new MemoryState();
  const snapshot = new Snapshot(state, "alert/", random);
  await snapshot.read();
  await snapshot.write("good");
  const text = "x".repeat(2 ** 20);
  const wanted = /^RangeError: Cannot keep a value of 269\d{6} bytes: at most 268435456 fit$/;
  await assert.rejects(snapshot.write(Array.from({ length: 257 }, () => text)), wanted);
  const found = await state.list({ prefix: "", after: null, limit: LIST_MAX });
  assert.deepEqual([found.length, (await snapshot.read()).value], [2, "good"]);
});

Deno.test("Snapshot refuses who was overtaken", async () => {
  await using world = await openWorld();
  const [first, second] = [world.open().snapshot, world.open().snapshot];
  await first.read();
  await first.write(["first"]);
  await second.read();
  await second.write(["second"]);
  await assert.rejects(first.write(["late"]), ConflictError);
  assert.deepEqual((await world.open().snapshot.read()).value, ["second"]);
});

Deno.test("Snapshot tells what cannot be read, and takes its place", async () => {
  await using world = await openWorld();
  const { snapshot } = world.open();
  await snapshot.read();
  await snapshot.write(["a"]);
  const part = (await world.keys()).find((key) => key.includes("/part/"))!;
  const found = await world.state.read(part);
  await world.state.write(part, "no gzip", found!.revision);
  const next = world.open().snapshot;
  assert.deepEqual(await next.read(), { value: null, isDamaged: true });
  await next.write(["b"]);
  await world.state.remove(
    (await world.keys()).find((key) => key.includes("/part/"))!,
    await world.revision(),
  );
  assert.deepEqual(await world.open().snapshot.read(), { value: null, isDamaged: true });
});

/** An operation fails, before or after it was done; alone, or so do all that follow. */
const FAULTS = [false, true].flatMap((happens) =>
  [false, true].map((lasts) => ({ happens, lasts }))
);

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

/** Some MiB, also when compressed. */
const LARGE = Array.from(
  { length: 24 },
  () => crypto.getRandomValues(new Uint8Array(32_768)).toHex(),
);

async function openWorld() {
  const folder = await Deno.makeTempDir();
  const state = await openSqliteStateStore({ path: `${folder}/state.db` });
  return {
    state,
    /** One who works on it, and whose operations fail. */
    open() {
      const faults = { failing: 0, happens: false, lasts: false, failed: 0 };
      return { snapshot: new Snapshot(withFaults(state, faults), "alert/", random), faults };
    },
    async keys() {
      const found = await state.list({ prefix: "alert/", after: null, limit: 1000 });
      return found.map(({ key }) => key);
    },
    async revision() {
      const found = await state.list({ prefix: "alert/part/", after: null, limit: 1000 });
      return found[0]!.revision;
    },
    async [Symbol.asyncDispose]() {
      await state[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

interface Faults {
  /** So many operations later, counted down; 0 = none fails. */
  failing: number;
  readonly happens: boolean;
  readonly lasts: boolean;
  /** How many did. */
  failed: number;
}

function withFaults(state: StateStore, faults: Faults): StateStore {
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (faults.failing === 0 || --faults.failing > 0) return await work();
    if (faults.lasts) faults.failing = 1;
    faults.failed++;
    if (faults.happens) await work();
    throw new UnavailableError("Cannot reach it: it is away");
  };
  return {
    read: (key) => run(() => state.read(key)),
    list: (request) => run(() => state.list(request)),
    write: (key, value, expected) => run(() => state.write(key, value, expected)),
    remove: (key, expected) => run(() => state.remove(key, expected)),
    [Symbol.asyncDispose]: () => state[Symbol.asyncDispose](),
  };
}

function withWrite(
  state: StateStore,
  around: (key: string, write: () => Promise<number>) => Promise<number>,
): StateStore {
  return {
    read: (key) => state.read(key),
    list: (request) => state.list(request),
    write: (key, ...change) => around(key, () => state.write(key, ...change)),
    remove: (...change) => state.remove(...change),
    [Symbol.asyncDispose]: () => state[Symbol.asyncDispose](),
  };
}
