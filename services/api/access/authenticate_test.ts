import assert from "node:assert/strict";
import { UnavailableError } from "../../../core/errors.ts";
import { listKeys, removeKey } from "../../../runtime/api_keys.ts";
import { MemoryState } from "../../../adapters/memory/state_store.ts";
import { createTestApp, makeKeyHeaders, NOW_MS } from "../testing.ts";
import { KEY_FRESH_MS } from "./keyring.ts";

const REQUIRED = { options: { apiKeys: "required" } } as const;

/** No such path: whoever may call at all is answered 404. */
const PATH = "/nothing";

Deno.test("a missing key, where one is required, is 401 and said how to mend", async () => {
  const answer = await createTestApp(REQUIRED).send(PATH);
  assert.equal(answer.status, 401);
  assert.equal(answer.headers.get("www-authenticate"), 'Bearer realm="logflow"');
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  const { title, detail } = await answer.json();
  assert.equal(title, "Unauthorized");
  assert.match(detail, /without an API key: send it as "Authorization: Bearer.*key create` makes/);
});

Deno.test("a key opens in either header, on every address, whether it is required or not", async () => {
  for (const options of [{}, { apiKeys: "required" }, { host: "0.0.0.0" }] as const) {
    const test = createTestApp({ options });
    const headers = await makeKeyHeaders(test, ["read"]);
    assert.equal((await test.send(PATH, { headers })).status, 404);
    const key = { "x-api-key": headers.authorization.slice("Bearer ".length) };
    assert.equal((await test.send(PATH, { headers: key })).status, 404);
  }
});

Deno.test("a key that is sent is checked also where none is required", async () => {
  const test = createTestApp();
  const { authorization } = await makeKeyHeaders(test, ["read"]);
  const wrong = authorization.replace(/.$/, (last) => last === "0" ? "1" : "0");
  const unknown = "Bearer lf_abcdefghij_" + "x".repeat(43);
  for (const text of [wrong, unknown, "Bearer my-password-is-this", "Bearer"]) {
    const answer = await test.send(PATH, { headers: { authorization: text } });
    assert.equal(answer.status, 401, text);
    const { detail } = await answer.json();
    assert.ok(!detail.includes(text.slice("Bearer lf_abcdefghij_".length) || "…x"), detail);
    assert.match(answer.headers.get("www-authenticate")!, /^Bearer realm="logflow", error="/);
  }
  const refused = await test.push("{}", { authorization });
  assert.equal(refused.status, 403);
  assert.match(
    (await refused.json()).detail,
    /lf_\w{10}: it needs the scope "ingest", and has read/,
  );
  const challenge = 'Bearer realm="logflow", error="insufficient_scope", scope="ingest"';
  assert.equal(refused.headers.get("www-authenticate"), challenge);
  assert.equal((await test.push("{}")).status, 200);
  assert.deepEqual(test.logged, []);
});

Deno.test("a key is of use until the time when it expires, to the millisecond", async () => {
  const test = createTestApp();
  const statusOf = async (expiresMs: number) => {
    const headers = await makeKeyHeaders(test, ["read"], { expiresMs });
    return await test.send(PATH, { headers });
  };
  assert.equal((await statusOf(NOW_MS + 1)).status, 404);
  const over = await statusOf(NOW_MS);
  assert.equal(over.status, 401);
  assert.match((await over.json()).detail, /it expired at 2025-10-23T14:32:15.123Z; use another/);
});

Deno.test("a revoked key is of no use once it is looked up again, a few seconds later", async () => {
  let nowMs = NOW_MS;
  const test = createTestApp({ ...REQUIRED, now: () => nowMs });
  const headers = await makeKeyHeaders(test, ["read"]);
  assert.equal((await test.send(PATH, { headers })).status, 404);
  const [kept] = await listKeys(test.ports.state);
  await removeKey(test.ports.state, kept!);
  nowMs += KEY_FRESH_MS - 1;
  assert.equal((await test.send(PATH, { headers })).status, 404);
  nowMs += 1;
  assert.equal((await test.send(PATH, { headers })).status, 401);
});

Deno.test("while the state store is away, keys that were seen go on for a few seconds, then it is 503", async () => {
  let nowMs = NOW_MS;
  let isAway = false;
  const state = new MemoryState();
  const read = (key: string) =>
    isAway
      ? Promise.reject(new UnavailableError("Cannot reach it", { retryAfterMs: 2500 }))
      : state.read(key);
  const write = state.write.bind(state);
  const test = createTestApp({ ...REQUIRED, now: () => nowMs, state: { read, write } });
  const seen = await makeKeyHeaders(test, ["read"]);
  const unseen = await makeKeyHeaders(test, ["read"]);
  assert.equal((await test.send(PATH, { headers: seen })).status, 404);
  isAway = true;
  nowMs += KEY_FRESH_MS - 1;
  assert.equal((await test.send(PATH, { headers: seen })).status, 404);
  nowMs += 1;
  for (const headers of [seen, unseen]) {
    const answer = await test.send(PATH, { headers });
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get("retry-after"), "3");
  }
  assert.equal((await test.send("/health")).status, 200);
  isAway = false;
  assert.equal((await test.send(PATH, { headers: seen })).status, 404);
});
