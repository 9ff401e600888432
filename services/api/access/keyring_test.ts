import assert from "node:assert/strict";
import { UnavailableError } from "../../../core/errors.ts";
import type { StateStore } from "../../../ports/state_store.ts";
import { createKey, USED_EVERY_MS } from "../../../runtime/api_keys.ts";
import { MemoryState } from "../../../adapters/memory/state_store.ts";
import { createKeyring, KEY_FRESH_MS, KEYS_REMEMBERED_MAX } from "./keyring.ts";

/** A state store that counts what is asked of it, and whose methods can be replaced. */
class SpiedState extends MemoryState {
  readonly reads: string[] = [];
  readonly writes: string[] = [];
  onRead: () => Promise<unknown> = () => Promise.resolve();
  onWrite: () => Promise<unknown> = () => Promise.resolve();

  override async read(...[key]: Parameters<StateStore["read"]>) {
    this.reads.push(key);
    await this.onRead();
    return await super.read(key);
  }

  override async write(...change: Parameters<StateStore["write"]>) {
    this.writes.push(change[0]);
    await this.onWrite();
    return await super.write(...change);
  }
}

async function makeKey(state: StateStore): Promise<{ id: string; text: string }> {
  const wanted = { name: "a", scopes: ["read"], expiresMs: null, rateMax: null, createdBy: "cli" };
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  const made = await createKey(state, wanted as never, { now: () => 0, random });
  return { id: made!.key.id, text: made!.text };
}

Deno.test("Keyring asks the state store once for all who come with a key at the same time", async () => {
  const state = new SpiedState();
  const { id, text } = await makeKey(state);
  const keyring = createKeyring({ state, now: () => 0 });
  const found = await Promise.all(Array.from({ length: 5 }, () => keyring.find(text)));
  for (const key of found) assert.equal(key?.id, id);
  assert.equal(state.reads.filter((key) => key === `key/${id}`).length, 1);
});

Deno.test("Keyring believes what it read for a few seconds, also where the clock is put back", async () => {
  let nowMs = 1e9;
  const state = new SpiedState();
  const { id, text } = await makeKey(state);
  const keyring = createKeyring({ state, now: () => nowMs });
  const count = () => state.reads.filter((key) => key === `key/${id}`).length;
  for (const [addMs, reads] of [[0, 1], [KEY_FRESH_MS - 1, 1], [1, 2], [-1e8, 3]] as const) {
    nowMs += addMs;
    assert.equal((await keyring.find(text))?.id, id);
    assert.equal(count(), reads);
  }
  keyring.forget(id);
  await keyring.find(text);
  assert.equal(count(), 4);
});

Deno.test("Keyring takes no other secret for a key's, remembered or not, and never for its use", async () => {
  const state = new SpiedState();
  const { id, text } = await makeKey(state);
  const keyring = createKeyring({ state, now: () => 0 });
  const wrong = `lf_${id}_${"0".repeat(43)}`;
  for (let i = 0; i < 2; i++) assert.equal(await keyring.find(wrong), null);
  assert.equal(await keyring.find("lf_0000000000_" + "0".repeat(43)), null);
  assert.equal(await keyring.find("no key"), null);
  assert.equal(keyring.remembers("0000000000"), false);
  assert.deepEqual(state.writes, [`key/${id}`]);
  assert.equal((await keyring.find(text))?.id, id);
});

Deno.test("Keyring notes a key's use once a minute at most, and never in a hurry", async () => {
  let nowMs = 0;
  const state = new SpiedState();
  const { id, text } = await makeKey(state);
  const keyring = createKeyring({ state, now: () => nowMs });
  const other = createKeyring({ state, now: () => nowMs });
  for (; nowMs <= 2 * USED_EVERY_MS; nowMs += KEY_FRESH_MS) {
    for (const each of [keyring, other, keyring]) await each.find(text);
    await turn();
  }
  assert.deepEqual(state.writes, [`key/${id}`, ...Array(3).fill(`key_used/${id}`)]);
});

Deno.test("Keyring holds nobody up while a use cannot be noted, and notes it later", async () => {
  let nowMs = 0;
  const state = new SpiedState();
  const { id, text } = await makeKey(state);
  const keyring = createKeyring({ state, now: () => nowMs });
  const gate = Promise.withResolvers<void>();
  state.onWrite = () => gate.promise;
  assert.equal((await keyring.find(text))?.id, id);
  await turn();
  gate.reject(new UnavailableError("away"));
  await turn();
  state.onWrite = () => Promise.resolve();
  nowMs += KEY_FRESH_MS;
  await keyring.find(text);
  await turn();
  assert.deepEqual((await state.read(`key_used/${id}`))?.value, { at: "1970-01-01T00:00:05.000Z" });
});

Deno.test("Keyring tells all who wait that the state store is away, and asks again then", async () => {
  const state = new SpiedState();
  const { id, text } = await makeKey(state);
  const keyring = createKeyring({ state, now: () => 0 });
  state.onRead = () => Promise.reject(new UnavailableError("away"));
  const waiting = [keyring.find(text), keyring.find(text)];
  for (const each of waiting) await assert.rejects(each, UnavailableError);
  state.onRead = () => Promise.resolve();
  assert.equal((await keyring.find(text))?.id, id);
});

Deno.test("Keyring lets who came with a key go on until it is revoked, also while the store is away", async () => {
  let nowMs = 0;
  const state = new SpiedState();
  const { id, text } = await makeKey(state);
  const keyring = createKeyring({ state, now: () => nowMs });
  const key = (await keyring.find(text))!;
  assert.equal(await keyring.mayGoOn(key), true);
  assert.equal(await keyring.mayGoOn({ ...key, expiresMs: 0 }), false);
  nowMs += KEY_FRESH_MS;
  state.onRead = () => Promise.reject(new UnavailableError("away"));
  assert.equal(await keyring.mayGoOn(key), true);
  state.onRead = () => Promise.resolve();
  await state.remove(`key/${id}`, (await state.read(`key/${id}`))!.revision);
  assert.equal(await keyring.mayGoOn(key), false);
});

Deno.test("Keyring remembers a bounded number of keys, the newest", async () => {
  const state = new SpiedState();
  const one = await makeKey(state);
  const { value } = (await state.read(`key/${one.id}`))!;
  const keyring = createKeyring({ state, now: () => 0 });
  await keyring.find(one.text);
  for (let i = 0; i < KEYS_REMEMBERED_MAX; i++) {
    const id = String(i).padStart(10, "0");
    await state.write(`key/${id}`, value, null);
    await keyring.find(`lf_${id}_${"0".repeat(43)}`);
  }
  assert.equal(keyring.remembers(one.id), false);
  assert.equal(keyring.remembers("0".repeat(10)), true);
});

/** Lets everything happen that waits for nothing but its turn. */
async function turn(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
