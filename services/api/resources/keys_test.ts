import assert from "node:assert/strict";
import { KEYS_MAX } from "../../../runtime/api_keys.ts";
import { createTestApp, makeKeyHeaders, NOW_MS, type TestApp } from "../testing.ts";

const KEYS = "/api/v1/keys";

async function post(test: TestApp, body: unknown, headers = {}): Promise<Response> {
  const type = { "content-type": "application/json" };
  const init = { method: "POST", headers: { ...type, ...headers }, body: JSON.stringify(body) };
  return await test.send(KEYS, init);
}

Deno.test("POST /keys makes a key, whose text no other answer has", async () => {
  const test = createTestApp();
  const made = await post(test, { name: "shop-1", scopes: ["ingest", "read"], ttl: "1d" });
  assert.equal(made.status, 201);
  const { key, ...shown } = await made.json();
  assert.match(key, new RegExp(`^lf_${shown.id}_[0-9A-Za-z]{43}$`));
  assert.deepEqual(shown, {
    id: shown.id,
    revision: 1,
    prefix: `lf_${shown.id}`,
    name: "shop-1",
    scopes: ["read", "ingest"],
    created_at: "2025-10-23T14:32:15.123Z",
    created_by: "loopback",
    expires_at: "2025-10-24T14:32:15.123Z",
    last_used_at: null,
    rate_max: null,
  });
  assert.equal(made.headers.get("location"), `${KEYS}/${shown.id}`);
  assert.equal(made.headers.get("etag"), '"1"');
  assert.equal(made.headers.get("cache-control"), "no-store");
  const one = await test.send(`${KEYS}/${shown.id}`);
  assert.deepEqual(await one.json(), shown);
  assert.deepEqual(await (await test.send(KEYS)).json(), { items: [shown], next_cursor: null });
  const pushed = await test.push("{}", { "x-api-key": key });
  assert.equal(pushed.status, 200);
});

Deno.test("a key has a name in any script, of 100 characters", async () => {
  const test = createTestApp();
  const name = "😀".repeat(100);
  const made = await (await post(test, { name, scopes: ["read"] })).json();
  assert.equal(made.name, name);
  const headers = { "x-api-key": made.key };
  assert.equal((await test.send("/nothing", { headers })).status, 404);
  assert.equal((await post(test, { name: `${name}x`, scopes: ["read"] })).status, 400);
});

Deno.test("a key's answer tells when it was used last, and who made it", async () => {
  const test = createTestApp();
  const admin = await makeKeyHeaders(test, ["admin"]);
  const [, id] = admin.authorization.split("_");
  const made = await (await post(test, { name: "a", scopes: ["read"] }, admin)).json();
  assert.equal(made.created_by, `lf_${id}`);
  const { last_used_at, revision } = await (await test.send(`${KEYS}/${id}`)).json();
  assert.equal(last_used_at, "2025-10-23T14:32:15.123Z");
  assert.equal(revision, 1);
});

Deno.test("GET /keys gives pages in order of the ids", async () => {
  const test = createTestApp();
  for (let i = 0; i < 5; i++) await makeKeyHeaders(test, ["read"]);
  const ids: string[] = [];
  let pages = 0;
  for (let cursor: string | null = ""; cursor !== null; pages++) {
    const page: { items: { id: string }[]; next_cursor: string | null } =
      await (await test.send(`${KEYS}?limit=2${cursor && `&cursor=${cursor}`}`)).json();
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  assert.equal(pages, 3);
  assert.equal(ids.length, 5);
  assert.deepEqual(ids, [...ids].sort());
  assert.equal((await test.send(`${KEYS}?cursor=x`)).status, 400);
  assert.equal((await test.send(`${KEYS}?limit=201`)).status, 400);
});

Deno.test("DELETE /keys revokes at once, and forgets the use of the key", async () => {
  const test = createTestApp();
  const headers = await makeKeyHeaders(test, ["read"]);
  const [, id] = headers.authorization.split("_");
  assert.equal((await test.send("/nothing", { headers })).status, 404);
  const revoke = async (match: Record<string, string>) =>
    (await test.send(`${KEYS}/${id}`, { method: "DELETE", headers: match })).status;
  assert.equal(await revoke({}), 428);
  assert.equal(await revoke({ "if-match": '"9"' }), 412);
  assert.equal(await revoke({ "if-match": '"1"' }), 204);
  assert.equal((await test.send("/nothing", { headers })).status, 401);
  assert.equal((await test.send(`${KEYS}/${id}`)).status, 404);
  assert.equal(await revoke({ "if-match": "*" }), 404);
  assert.deepEqual(await test.ports.state.list({ prefix: "", after: null, limit: 10 }), []);
});

Deno.test("POST /keys refuses what cannot be meant, and says what", async () => {
  const test = createTestApp();
  const right = { name: "a", scopes: ["read"] };
  const table: [unknown, RegExp][] = [
    [{}, /"name" is missing; "scopes" is no list of scopes/],
    [{ ...right, name: "" }, /"name" is not one line of text/],
    [{ ...right, name: "a\nb" }, /"name" is not one line/],
    [{ ...right, name: "a".repeat(101) }, /"name" is over 100 characters/],
    [{ ...right, scopes: [] }, /"scopes" is empty/],
    [{ ...right, scopes: ["write"] }, /"scopes.0" is not one of read, ingest, admin/],
    [{ ...right, ttl: "ninety" }, /"ttl" is no length of time; write 12h, 90d or 52w/],
    [{ ...right, ttl: "0s" }, /"ttl" is no length of time/],
    [{ ...right, ttl: "9000000d" }, /"ttl" is no length of time/],
    [{ ...right, expires_at: "+010000-01-01" }, /after the year 9999/],
    [{ ...right, expires_at: "2025-10-23T14:32:15.123Z" }, /not in the future/],
    [{ ...right, expires_at: "2030", ttl: "1d" }, /both given/],
    [{ ...right, rate_max: -1 }, /"rate_max" is not a whole number from 0 to 1000000/],
    [{ ...right, rate_max: 1.5 }, /"rate_max" is not a whole number/],
    [{ ...right, hash: "x" }, /"hash" is not a known field of the body/],
    [[], /"body"/],
    [null, /"body"/],
  ];
  for (const [body, problem] of table) {
    const answer = await post(test, body);
    assert.equal(answer.status, 400, JSON.stringify(body));
    assert.match((await answer.json()).detail, problem);
  }
  assert.deepEqual(await (await test.send(KEYS)).json(), { items: [], next_cursor: null });
  const later = await post(test, { ...right, expires_at: "2030-01-01T00:00:00+01:00" });
  assert.equal((await later.json()).expires_at, "2029-12-31T23:00:00.000Z");
});

Deno.test("POST /keys makes no more than can be listed", async () => {
  const many = Array.from({ length: KEYS_MAX }, () => ({ key: "key/x", value: 1, revision: 1 }));
  const test = createTestApp({ state: { list: () => Promise.resolve(many) } });
  const refused = await post(test, { name: "a", scopes: ["read"] });
  assert.equal(refused.status, 409);
  assert.match((await refused.json()).detail, /there are 1000; revoke one first/);
});

Deno.test("changes by admins, and those refused to others, are in the log, without any secret", async () => {
  const test = createTestApp();
  const admin = await makeKeyHeaders(test, ["admin"]);
  const reader = await makeKeyHeaders(test, ["read"]);
  const prefix = (headers: typeof admin) => headers.authorization.split(/[ ]/)[1]!.slice(0, 13);
  const made = await (await post(test, { name: "a", scopes: ["read"] }, admin)).json();
  await post(test, { name: "b", scopes: ["admin"] }, reader);
  await post(test, { name: "c", scopes: ["admin"] }, { authorization: "Bearer nobody" });
  const path = `${KEYS}/${made.id}`;
  await test.send(path, { method: "DELETE", headers: { "if-match": made.revision } });
  const match = { "if-match": `"${made.revision}"` };
  await test.send(path, { method: "DELETE", headers: match });
  await test.send(path, { method: "DELETE", headers: { ...admin, "if-match": "*" } });
  await test.send(KEYS, { headers: admin });
  await test.push("{}");
  const mistaken = await test.send(`${KEYS}/${made.key}?key=${made.key}`, { method: "DELETE" });
  assert.ok(!(await mistaken.text()).includes(made.key));
  assert.deepEqual(test.told, [
    ["audit", { who: prefix(admin), what: "createKey", target: path, outcome: 201 }],
    ["audit", { who: prefix(reader), what: "createKey", target: KEYS, outcome: 403 }],
    ["audit", { who: "loopback", what: "revokeKey", target: path, outcome: 412 }],
    ["audit", { who: "loopback", what: "revokeKey", target: path, outcome: 204 }],
    ["audit", { who: prefix(admin), what: "revokeKey", target: path, outcome: 404 }],
    ["audit", {
      who: "loopback",
      what: "revokeKey",
      target: `${KEYS}/lf_${made.id}_…?key=lf_${made.id}_…`,
      outcome: 400,
    }],
  ]);
  const all = JSON.stringify([test.told, test.logged]);
  for (const text of [made.key, admin.authorization, reader.authorization]) {
    assert.ok(!all.includes(text.slice(-43)));
  }
  assert.deepEqual(test.logged, []);
});

Deno.test("keys that another version wrote otherwise open nothing, and are not listed", async () => {
  const test = createTestApp();
  const headers = await makeKeyHeaders(test, ["admin"]);
  const [, id] = headers.authorization.split("_");
  const { value, revision } = (await test.ports.state.read(`key/${id}`))!;
  let last = revision;
  const change = async (fields: object) => {
    last = await test.ports.state.write(`key/${id}`, { ...value as object, ...fields }, last);
    return createTestApp({ state: test.ports.state, now: () => NOW_MS });
  };
  for (
    const fields of [
      { hash: "" },
      { scopes: ["all"] },
      { scopes: [] },
      { expires_at: "soon" },
      {
        expires_at: 5,
      },
      { name: 1 },
      { rate_max: "9" },
      { created_at: null },
    ]
  ) {
    const changed = await change(fields);
    assert.equal((await changed.send("/nothing", { headers })).status, 401, JSON.stringify(fields));
    assert.deepEqual((await (await changed.send(KEYS)).json()).items, []);
  }
  assert.equal((await (await change({ more: 1 })).send("/nothing", { headers })).status, 404);
});
