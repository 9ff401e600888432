import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { ConflictError } from "../../core/errors.ts";
import {
  KEY_BYTES_MAX,
  LIST_MAX,
  type StateDocument,
  type StateStore,
  type StateValue,
  VALUE_BYTES_MAX,
  VALUE_DEPTH_MAX,
} from "../../ports/state_store.ts";
import { type Backend, contractTestOf } from "./contract_test_of.ts";
import { KEYS, nest, VALUES } from "./odd_documents.ts";
import { testStateStoreModel } from "./state_store_model.ts";

/** A state store for one test: what is opened twice is the same. */
export interface StateStoreFixture extends AsyncDisposable {
  /** Opens it once more. */
  open(): Promise<StateStore>;
}

/** What every state store must do. */
export function testStateStore(backend: Backend<StateStoreFixture>): void {
  const test = contractTestOf("StateStore", backend);
  testRevisions(test);
  testConcurrency(test);
  testValues(test);
  testKeys(test);
  testLists(test);
  testStateStoreModel(test, backend.makeFixture);
}

type Test = ReturnType<typeof contractTestOf<StateStoreFixture>>;

function testRevisions(test: Test): void {
  test("finds what was written, on every connection, until it is removed", async ({ open }) => {
    await using one = await open();
    await using other = await open();
    assert.equal(await one.read("a"), null);
    const revision = await one.write("a", { x: 1 }, null);
    assert.deepEqual(await other.read("a"), { key: "a", value: { x: 1 }, revision });
    const next = await other.write("a", [2], revision);
    assert.ok(next > revision);
    assert.deepEqual(await one.read("a"), { key: "a", value: [2], revision: next });
    await one.remove("a", next);
    assert.equal(await other.read("a"), null);
  });

  test("changes nothing where the revision is another", async ({ open }) => {
    await using store = await open();
    await assert.rejects(store.write("a", 1, 7), ConflictError);
    await assert.rejects(store.remove("a", 7), ConflictError);
    const revision = await store.write("a", 1, null);
    const wrong = [null, revision - 1, revision + 1, 0, -1, 0.5, NaN, 2 ** 53, Infinity];
    for (const expected of wrong) {
      await assert.rejects(store.write("a", 2, expected), ConflictError);
      if (expected !== null) await assert.rejects(store.remove("a", expected), ConflictError);
    }
    assert.deepEqual(await store.read("a"), { key: "a", value: 1, revision });
  });

  test("never gives a revision twice, also after a removal and when opened anew", async ({ open }) => {
    const revisions: number[] = [];
    for (let i = 0; i < 3; i++) {
      await using store = await open();
      for (const key of ["a", "b", "a"]) {
        const revision = await store.write(key, i, null);
        revisions.push(revision);
        await store.remove(key, revision);
        await assert.rejects(store.write(key, i, revision), ConflictError);
      }
    }
    assert.deepEqual(revisions, [...new Set(revisions)].sort((a, b) => a - b));
    assert.ok(revisions.every(Number.isSafeInteger));
  });

  test("keeps what was written when it is closed, closes twice, and is of no use then", async ({ open }) => {
    const store = await open();
    const writing = store.write("a", 1, null);
    await writing;
    await store[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    await assert.rejects(store.read("a"), /closed/);
    await assert.rejects(store.write("b", 1, null), /closed/);
    await using again = await open();
    assert.equal((await again.read("a"))?.value, 1);
    assert.equal(await again.read("b"), null);
  });
}

function testConcurrency(test: Test): void {
  test("lets exactly one of many writers have each revision", async ({ open }) => {
    await using stores = await openMany(open, 3);
    let expected: number | null = null;
    for (let round = 0; round < 5; round++) {
      const tries = Array.from({ length: 9 }, (_, i) => stores.get(i).write("a", i, expected));
      const results = await Promise.allSettled(tries);
      const won = results.filter((result) => result.status === "fulfilled");
      assert.equal(won.length, 1);
      for (const result of results) {
        if (result.status === "rejected") assert.ok(result.reason instanceof ConflictError);
      }
      const found = await stores.get(round).read("a");
      assert.equal(found?.revision, won[0]!.value);
      assert.equal(found?.value, results.indexOf(won[0]!));
      expected = won[0]!.value;
    }
  });

  test("lets exactly one remove, or write, at the same time", async ({ open }) => {
    await using stores = await openMany(open, 2);
    for (let round = 0; round < 10; round++) {
      const revision = await stores.get(0).write("a", round, null);
      const results = await Promise.allSettled([
        stores.get(0).remove("a", revision),
        stores.get(1).write("a", "new", revision),
      ]);
      assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
      const found = await stores.get(0).read("a");
      assert.equal(found === null, results[0]!.status === "fulfilled");
      if (found !== null) await stores.get(1).remove("a", found.revision);
    }
  });

  test("counts exactly, by reading, writing and trying again, in 8 loops at once", async ({ open }) => {
    await using stores = await openMany(open, 4);
    const count = async (i: number) => {
      for (let done = 0; done < 10;) {
        const found = await stores.get(i).read("n");
        const next = (found?.value as number ?? 0) + 1;
        try {
          await stores.get(i).write("n", next, found?.revision ?? null);
          done++;
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, i) => count(i)));
    assert.equal((await stores.get(0).read("n"))?.value, 80);
  });
}

function testValues(test: Test): void {
  test("gives every value back as it was", async ({ open }) => {
    await using store = await open();
    for (const [i, value] of VALUES.entries()) {
      await store.write(`v${i}`, value, null);
      const found = await store.read(`v${i}`);
      assert.deepEqual(found?.value, value);
      assert.equal(JSON.stringify(found?.value), JSON.stringify(value));
    }
    const listed = await store.list({ prefix: "v", after: null, limit: LIST_MAX });
    assert.equal(listed.length, VALUES.length);
  });

  test("keeps what a value is at the call, whatever is done to it then", async ({ open }) => {
    await using store = await open();
    const value = { a: [1] };
    const writing = store.write("a", value, null);
    value.a.push(2);
    await writing;
    assert.deepEqual((await store.read("a"))?.value, { a: [1] });
  });

  test("refuses values that are too large, too deep, or that JSON cannot say", async ({ open }) => {
    await using store = await open();
    const bad: unknown[] = [
      "x".repeat(VALUE_BYTES_MAX - 1),
      "ä".repeat(VALUE_BYTES_MAX / 2),
      "\0".repeat(Math.ceil(VALUE_BYTES_MAX / 6)),
      nest(VALUE_DEPTH_MAX + 1),
      nest(100_000),
      ...[NaN, Infinity, undefined, [undefined], { a: undefined }, 1n, () => 1],
    ];
    for (const value of bad) {
      await assert.rejects(store.write("a", value as StateValue, null), RangeError);
    }
    assert.equal(await store.read("a"), null);
  });
}

function testKeys(test: Test): void {
  test("tells keys apart, however odd they are", async ({ open }) => {
    await using store = await open();
    for (const key of KEYS) await store.write(key, key, null);
    for (const key of KEYS) assert.equal((await store.read(key))?.value, key);
    const listed = await store.list({ prefix: "", after: null, limit: LIST_MAX });
    assert.deepEqual(listed.map(({ key }) => key), KEYS.toSorted(compareBytes));
  });

  test("refuses keys that are none", async ({ open }) => {
    await using store = await open();
    const long = "x".repeat(KEY_BYTES_MAX + 1);
    for (const key of ["", long, "ä".repeat(KEY_BYTES_MAX / 2 + 1), "a\0b", "\ud800", "x\udc00"]) {
      await assert.rejects(store.read(key), RangeError);
      await assert.rejects(store.write(key, 1, null), RangeError);
      await assert.rejects(store.remove(key, 1), RangeError);
      const request = { prefix: "", after: null, limit: 1 };
      await assert.rejects(store.list({ ...request, after: key }), RangeError);
      if (key !== "") await assert.rejects(store.list({ ...request, prefix: key }), RangeError);
    }
  });
}

function testLists(test: Test): void {
  test("lists by prefix, in order of UTF-8 bytes, in pages of any size", async ({ open }) => {
    await using store = await open();
    for (const key of KEYS) await store.write(key, 1, null);
    const prefixes = ["", "a", "a/", "a%", "\u{10ffff}", "\ud7ff", "\uffff", "Z", "none", "😀"];
    for (const prefix of prefixes) {
      const expected = KEYS.filter((key) => key.startsWith(prefix)).sort(compareBytes);
      for (const limit of [1, 3, LIST_MAX]) {
        assert.deepEqual(await listAll(store, prefix, limit), expected);
      }
    }
    const before = await store.list({ prefix: "b", after: "a", limit: 9 });
    assert.deepEqual(before.map(({ key }) => key), ["b"]);
    assert.deepEqual(await store.list({ prefix: "b", after: "c", limit: 9 }), []);
  });

  test("refuses lists of no or too many documents", async ({ open }) => {
    await using store = await open();
    for (const limit of [0, -1, 1.5, LIST_MAX + 1, NaN]) {
      await assert.rejects(store.list({ prefix: "", after: null, limit }), RangeError);
    }
  });
}

/** Keys of all pages. */
async function listAll(store: StateStore, prefix: string, limit: number): Promise<string[]> {
  const keys: string[] = [];
  for (let after: string | null = null;;) {
    const page: StateDocument[] = await store.list({ prefix, after, limit });
    assert.ok(page.length <= limit);
    keys.push(...page.map(({ key }) => key));
    if (page.length === 0) return keys;
    after = keys.at(-1)!;
  }
}

/** So many connections; any number picks one. */
async function openMany(open: () => Promise<StateStore>, count: number) {
  const stores: StateStore[] = [];
  for (let i = 0; i < count; i++) stores.push(await open());
  return {
    get: (i: number) => stores[i % count]!,
    async [Symbol.asyncDispose]() {
      for (const store of stores) await store[Symbol.asyncDispose]();
    },
  };
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
