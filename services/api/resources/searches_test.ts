import assert from "node:assert/strict";
import { ConflictError } from "../../../core/errors.ts";
import { createTestApp, makeKeyHeaders, NOW_MS, type TestApp } from "../testing.ts";
import { SEARCHES_KEPT_MAX } from "./searches.ts";

const SEARCHES = "/api/v1/searches";

const TYPE = { "content-type": "application/json" };

const INPUT = { name: "Failed payments", q: "level:ERROR service:payment-*", from: "1h" };

interface Change {
  readonly method: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

async function send(test: TestApp, change: Change, body: unknown): Promise<Response> {
  const { method, path = SEARCHES, headers = {} } = change;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return await test.send(path, { method, headers: { ...TYPE, ...headers }, body: text });
}

Deno.test("a saved search is made, read, replaced and removed, each change by its ETag", async () => {
  let nowMs = NOW_MS;
  const test = createTestApp({ now: () => nowMs });
  const admin = await makeKeyHeaders(test, ["admin"]);
  const made = await send(test, { method: "POST" }, INPUT);
  assert.equal(made.status, 201);
  const shown = await made.json();
  const at = "2025-10-23T14:32:15.123Z";
  assert.deepEqual(shown, {
    ...{ id: shown.id, revision: 2, ...INPUT, to: null, columns: [] },
    ...{ created_at: at, created_by: "loopback", updated_at: at, updated_by: "loopback" },
  });
  const path = `${SEARCHES}/${shown.id}`;
  assert.equal(made.headers.get("location"), path);
  assert.equal(made.headers.get("etag"), '"2"');
  assert.deepEqual(await (await test.send(path)).json(), shown);
  const same = await test.send(path, { headers: { "if-none-match": '"2"' } });
  assert.deepEqual([same.status, await same.text(), same.headers.get("etag")], [304, "", '"2"']);

  nowMs += 1000;
  const replace = (match: Record<string, string>) =>
    send(test, { method: "PUT", path, headers: { ...admin, ...match } }, {
      ...INPUT,
      columns: ["level", "my field"],
    });
  assert.equal((await replace({})).status, 428);
  assert.equal((await replace({ "if-match": '"1"' })).status, 412);
  const replaced = await replace({ "if-match": '"2"' });
  assert.equal(replaced.status, 200);
  const next = await replaced.json();
  assert.deepEqual(next, {
    ...shown,
    columns: ["level", "my field"],
    revision: next.revision,
    updated_at: "2025-10-23T14:32:16.123Z",
    updated_by: `lf_${admin.authorization.split("_")[1]}`,
  });
  assert.equal(replaced.headers.get("etag"), `"${next.revision}"`);
  assert.equal((await replace({ "if-match": '"2"' })).status, 412);

  const remove = async (match: Record<string, string>) =>
    (await test.send(path, { method: "DELETE", headers: match })).status;
  assert.equal(await remove({}), 428);
  assert.equal(await remove({ "if-match": '"2"' }), 412);
  assert.equal(await remove({ "if-match": `"${next.revision}"` }), 204);
  assert.equal(await remove({ "if-match": "*" }), 404);
  assert.equal((await test.send(path)).status, 404);
});

Deno.test("saved searches are listed in pages, without what is none of this version", async () => {
  const test = createTestApp();
  for (let i = 0; i < 5; i++) await send(test, { method: "POST" }, { ...INPUT, name: `s${i}` });
  await test.ports.state.write("search/0000000000", { name: "?" }, null);
  const names: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: { items: { name: string }[]; next_cursor: string | null } =
      await (await test.send(`${SEARCHES}?limit=3${cursor && `&cursor=${cursor}`}`)).json();
    names.push(...page.items.map(({ name }) => name));
    cursor = page.next_cursor;
  }
  assert.deepEqual(names.sort(), ["s0", "s1", "s2", "s3", "s4"]);
  assert.equal((await test.send(`${SEARCHES}/0000000000`)).status, 404);
  for (const id of ["x", "00000000000", "..%2Fkey%2F0000000000"]) {
    assert.equal((await test.send(`${SEARCHES}/${id}`)).status, 404, id);
  }
});

Deno.test("a saved search that cannot be meant is refused, and told why", async () => {
  const test = createTestApp();
  const long = "x".repeat(257);
  const table: [unknown, RegExp][] = [
    [{ name: "a" }, /"q" is missing/],
    [{ ...INPUT, q: "(a" }, /at column 1: "\(" is not closed/],
    [{ ...INPUT, q: "a".repeat(4097) }, /"q" is over 4096 characters/],
    [{ ...INPUT, from: "yesterday" }, /Cannot read "from"/],
    [{ ...INPUT, from: "1h", to: "2h" }, /"from" \(1h\) is after "to" \(2h\)/],
    [{ ...INPUT, from: 5 }, /"from" is no text/],
    [{ ...INPUT, columns: "level" }, /"columns" is no list/],
    [{ ...INPUT, columns: ["a", ""] }, /"columns.1" is not one line/],
    [{ ...INPUT, columns: [long] }, /"columns.0" is over 256/],
    [{ ...INPUT, columns: Array(51).fill("a") }, /"columns" has over 50 names/],
    [{ ...INPUT, id: "x" }, /"id" is not a known field/],
    ["{", /Cannot read the body as JSON/],
    ["[]", /"body" is no JSON object/],
    ["null", /"body" is no JSON object/],
    ["", /Cannot read the body as JSON/],
    ['{"name": "a", "name": "b", "q": 1}', /"q" is no text/],
  ];
  for (const [body, problem] of table) {
    const answer = await send(test, { method: "POST" }, body);
    assert.equal(answer.status, 400, JSON.stringify(body));
    assert.match((await answer.json()).detail, problem);
  }
  const wrong = await (await send(test, { method: "POST" }, { ...INPUT, q: "(a" })).json();
  assert.equal(wrong.column, 1);
  const none = { items: [], next_cursor: null };
  assert.deepEqual(await (await test.send(SEARCHES)).json(), none);
});

Deno.test("a body is refused that is too large, of another type, or no text", async () => {
  const test = createTestApp();
  const statusOf = async (headers: Record<string, string>, body: BodyInit) =>
    (await test.send(SEARCHES, { method: "POST", headers, body })).status;
  assert.equal(await statusOf({ "content-type": "text/plain" }, JSON.stringify(INPUT)), 415);
  assert.equal(await statusOf({ "content-type": "application/jsonp" }, "{}"), 415);
  const utf8 = { "content-type": "Application/JSON; charset=utf-8" };
  assert.equal(await statusOf(utf8, JSON.stringify(INPUT)), 201);
  assert.equal(await statusOf(TYPE, " ".repeat(65 * 1024)), 413);
  assert.equal(await statusOf({ ...TYPE, "content-encoding": "br" }, "{}"), 415);
  assert.equal(await statusOf(TYPE, new Uint8Array([0xff])), 400);
  assert.equal(await statusOf(TYPE, "[".repeat(60_000)), 400);
});

Deno.test("a change is 412 where somebody else was faster", async () => {
  const test = createTestApp();
  const { id } = await (await send(test, { method: "POST" }, INPUT)).json();
  const faster = () => Promise.reject(new ConflictError("its revision is 9"));
  const slow = createTestApp({ state: { ...bound(test), write: faster, remove: faster } });
  const change = { path: `${SEARCHES}/${id}`, headers: { "if-match": "*" } };
  const replaced = await send(slow, { method: "PUT", ...change }, INPUT);
  assert.equal(replaced.status, 412);
  assert.match((await replaced.json()).detail, /changed meanwhile; read it again/);
  const { path, headers } = change;
  assert.equal((await slow.send(path, { method: "DELETE", headers })).status, 412);
});

Deno.test("saved searches are bounded in number", async () => {
  const one = { key: "search/x", value: 1, revision: 1 };
  const many = Array.from({ length: SEARCHES_KEPT_MAX }, () => one);
  const test = createTestApp({ state: { list: () => Promise.resolve(many) } });
  const refused = await send(test, { method: "POST" }, INPUT);
  assert.equal(refused.status, 409);
  assert.match((await refused.json()).detail, /another saved search: there are 1000/);
});

/** Methods of a state store that do not need their object. */
function bound({ ports: { state } }: TestApp) {
  return { read: state.read.bind(state), list: state.list.bind(state) };
}
