import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { carryOutDeletions } from "../../runtime/deletions.ts";
import { MemoryState } from "../../adapters/memory/state_store.ts";
import { ArrayStore } from "../../tests/contract/array_store.ts";
import { BASE_MS } from "../../tests/contract/arbitraries.ts";
import { toEvents } from "../../tests/contract/log_store/case.ts";
import { createTestApp, makeKeyHeaders } from "./testing.ts";

const DELETIONS = "/api/v1/logs/deletions";
/** After all events. */
const NOW_MS = BASE_MS + 60_000;
const BEFORE = new Date(BASE_MS + 3000).toISOString();

Deno.test("DELETE has what happened before removed, and tells what went and what stays", async () => {
  const { store, process, remove, ...app } = await open();
  remove.count = 2; // As if the third one shared a block with newer ones.
  process.atLook = 3;
  const answer = await app.send(`/api/v1/logs?before=${BEFORE}`, { method: "DELETE" });
  assert.equal(answer.status, 200);
  const told = await answer.json();
  assert.deepEqual(told, {
    id: "0101010101010101",
    before: BEFORE,
    asked_at: new Date(NOW_MS).toISOString(),
    asked_by: "loopback",
    done_at: new Date(NOW_MS + 1).toISOString(),
    removed: 2,
    kept: 1,
  });
  assert.equal(store.events().length, 8);
  assert.deepEqual(await (await app.send(`${DELETIONS}/${told.id}`)).json(), told);
  assert.deepEqual(app.told.map(([, fields]) => fields), [{
    who: "loopback",
    what: "deleteLogs",
    target: `/api/v1/logs?before=${BEFORE}`,
    outcome: 200,
  }]);
});

Deno.test("DELETE answers 202 where nobody does it in time, and tells where to ask", async () => {
  const { store, process, ...app } = await open();
  const answer = await app.send(`/api/v1/logs?before=${BEFORE}`, { method: "DELETE" });
  assert.equal(answer.status, 202);
  const { id, done_at, removed, kept } = await answer.json();
  assert.deepEqual([done_at, removed, kept], [null, null, null]);
  assert.equal(process.looks, 80, "it was waited for for 20 s");
  const location = answer.headers.get("location")!;
  assert.equal(location, `${DELETIONS}/${id}`);
  assert.equal((await (await app.send(location)).json()).removed, null);
  await process.carryOut();
  const done = await (await app.send(location)).json();
  assert.deepEqual([done.removed, done.kept], [3, 0]);
  assert.equal(store.events().length, 7);
});

Deno.test("DELETE is asked for though the state store or the store is away for a while", async () => {
  const { process, state, ...app } = await open();
  const { read } = state;
  let reads = 0;
  state.read = (key) => {
    if (key.startsWith("prune/") && ++reads < 3) throw new UnavailableError("Cannot read: away");
    return read.call(state, key);
  };
  process.atLook = 2;
  app.ports.store.aggregate = () => Promise.reject(new UnavailableError("Cannot count: away"));
  const answer = await app.send(`/api/v1/logs?before=${BEFORE}`, { method: "DELETE" });
  assert.equal(answer.status, 200);
  const { removed, kept } = await answer.json();
  assert.deepEqual([removed, kept], [3, null]);
});

Deno.test("DELETE refuses what cannot be meant, and asks for nothing", async () => {
  const { state, ...app } = await open();
  for (
    const query of [
      "",
      "?before=",
      "?before=soon",
      "?before=now%2B1s",
      "?before=2030",
      "?before=1d&q=x",
      "?before=1&before=2",
    ]
  ) {
    const answer = await app.send(`/api/v1/logs${query}`, { method: "DELETE" });
    assert.equal(answer.status, 400, query);
    assert.match((await answer.json()).detail, /before|"q" is not a known/);
  }
  assert.deepEqual(await state.list({ prefix: "prune/", after: null, limit: 9 }), []);
  for (const id of ["0101010101010101", "x", "..%2Fkey"]) {
    const answer = await app.send(`${DELETIONS}/${id}`);
    assert.equal(answer.status, 404);
    assert.match((await answer.json()).detail, /Cannot find deletion ".*": it was never asked for/);
  }
});

Deno.test("DELETE is for admins, to ask what became of it for readers", async () => {
  const app = await open();
  app.process.atLook = 1;
  const [reader, admin] = [
    await makeKeyHeaders(app, ["read"]),
    await makeKeyHeaders(app, ["admin"]),
  ];
  const path = `/api/v1/logs?before=${BEFORE}`;
  assert.equal((await app.send(path, { method: "DELETE", headers: reader })).status, 403);
  const answer = await app.send(path, { method: "DELETE", headers: admin });
  assert.equal(answer.status, 200);
  const { id, asked_by } = await answer.json();
  assert.match(asked_by, /^lf_[^_]+$/);
  assert.equal((await app.send(`${DELETIONS}/${id}`, { headers: reader })).status, 200);
});

/** Ten events, a second apart. `process` does what was asked for at the `atLook`-th look, if told so. */
async function open() {
  const store = new ArrayStore();
  await store.writer.append(toEvents(0, 10), null);
  const state = new MemoryState();
  const remove = { count: Infinity };
  const process = {
    looks: 0,
    atLook: Infinity,
    carryOut: () =>
      carryOutDeletions({
        state,
        now: () => NOW_MS + 1,
        remove({ beforeMs }) {
          let left = remove.count;
          const gone = store.remove(({ timestampMs }) => timestampMs < beforeMs && left-- > 0);
          return Promise.resolve(gone);
        },
        signal: new AbortController().signal,
      }),
  };
  let clockMs = 0;
  const wait = async (ms: number) => {
    clockMs += ms;
    if (++process.looks === process.atLook) await process.carryOut();
  };
  const clock = { nowMs: () => clockMs, wait };
  const now = () => NOW_MS;
  const app = createTestApp({ state, store: { ...store.reader }, options: { clock }, now });
  return { ...app, store, state, remove, process };
}
