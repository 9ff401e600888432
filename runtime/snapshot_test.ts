import assert from "node:assert/strict";
import { openSqliteStateStore } from "../adapters/sqlite/state_store.ts";
import { ConflictError, UnavailableError } from "../core/errors.ts";
import type { StateStore } from "../ports/state_store.ts";
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

Deno.test("Snapshot has the value before or the new one, whichever operation fails, and goes on", async () => {
  for (const happens of [false, true]) {
    for (let failing = 1; failing < 12; failing++) {
      await using world = await openWorld();
      const { snapshot, faults } = world.open();
      await snapshot.read();
      await snapshot.write([0, ...LARGE]);
      Object.assign(faults, { failing, happens });
      const isWritten = await snapshot.write([1, ...LARGE]).then(() => true, () => false);
      faults.failing = 0;
      const [number] = (await world.open().snapshot.read()).value as number[];
      assert(number === 1 || (number === 0 && !isWritten));
      await snapshot.write([2]);
      const next = world.open().snapshot;
      assert.deepEqual((await next.read()).value, [2]);
      await next.clean();
      assert.equal((await world.keys()).length, 2);
    }
  }
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
      const faults = { failing: 0, happens: false };
      const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
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

/** The n-th operation fails, before or after it was done, and all that follow. */
function withFaults(state: StateStore, faults: { failing: number; happens: boolean }): StateStore {
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (faults.failing === 0 || --faults.failing > 0) return await work();
    faults.failing = 1;
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
