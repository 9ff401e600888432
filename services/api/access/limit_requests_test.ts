import assert from "node:assert/strict";
import { createTestApp, makeKeyHeaders, NOW_MS, type TestApp } from "../testing.ts";
import { FAILURES_MAX, toNetwork } from "./limit_requests.ts";

/** No such path: whoever may call at all is answered 404. */
const PATH = "/nothing";

async function statusesOf(test: TestApp, count: number, headers = {}): Promise<number[]> {
  const statuses = [];
  for (let i = 0; i < count; i++) statuses.push((await test.send(PATH, { headers })).status);
  return statuses;
}

Deno.test("API_RATE_MAX bounds each key, and all without one together, in every minute of the clock", async () => {
  let nowMs = NOW_MS;
  const test = createTestApp({ options: { rateMax: 2 }, now: () => nowMs });
  const one = await makeKeyHeaders(test, ["read"]);
  const other = await makeKeyHeaders(test, ["read"]);
  for (const headers of [one, other, {}]) {
    assert.deepEqual(await statusesOf(test, 3, headers), [404, 404, 429]);
  }
  const refused = await test.send(PATH, { headers: one });
  assert.equal(refused.headers.get("retry-after"), "45");
  assert.match(
    (await refused.json()).detail,
    /^Cannot answer now: lf_\w{10} may send 2 requests a minute; try again in 45 s$/,
  );
  assert.equal((await test.send("/health")).status, 200);
  nowMs += 45_000;
  assert.deepEqual(await statusesOf(test, 1, one), [404]);
});

Deno.test("a key's own bound stands in for API_RATE_MAX, also where it is none at all", async () => {
  const test = createTestApp({ options: { rateMax: 2 } });
  const slow = await makeKeyHeaders(test, ["read"], { rateMax: 1 });
  const free = await makeKeyHeaders(test, ["read"], { rateMax: 0 });
  assert.deepEqual(await statusesOf(test, 2, slow), [404, 429]);
  assert.deepEqual(await statusesOf(test, 5, free), [404, 404, 404, 404, 404]);
  const unbounded = createTestApp();
  const bounded = await makeKeyHeaders(unbounded, ["read"], { rateMax: 1 });
  assert.deepEqual(await statusesOf(unbounded, 2, bounded), [404, 429]);
  assert.deepEqual(await statusesOf(unbounded, 3), [404, 404, 404]);
});

Deno.test("requests are counted together by all that share the cache", async () => {
  const one = createTestApp({ options: { rateMax: 1 } });
  const other = createTestApp({ options: { rateMax: 1 }, cache: one.ports.cache });
  assert.deepEqual(await statusesOf(one, 1), [404]);
  assert.deepEqual(await statusesOf(other, 1), [429]);
});

Deno.test("too many keys that are none keep a network from trying more, and nobody who was there before", async () => {
  let nowMs = NOW_MS;
  const test = createTestApp({ options: { apiKeys: "required" }, now: () => nowMs });
  const known = await makeKeyHeaders(test, ["read"]);
  const fresh = await makeKeyHeaders(test, ["read"]);
  assert.deepEqual(await statusesOf(test, 1, known), [404]);
  const wrong = { authorization: `${fresh.authorization.slice(0, -1)}!` };
  const tried = await statusesOf(test, FAILURES_MAX + 1, wrong);
  assert.deepEqual([...new Set(tried.slice(0, -1))], [401]);
  assert.equal(tried.at(-1), 429);
  const refused = await test.send(PATH, { headers: fresh });
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("retry-after"), "45");
  assert.match((await refused.json()).detail, /60 API keys that are none came from your address/);
  assert.deepEqual(await statusesOf(test, 1, known), [404]);
  const elsewhere = { headers: fresh, from: "192.0.2.7" };
  assert.equal((await test.send(PATH, elsewhere)).status, 404);
  nowMs += 45_000;
  assert.equal((await test.send(PATH, { headers: wrong })).status, 401);
});

Deno.test("toNetwork is what one caller has: an IPv4 address, 64 bits of an IPv6 address", () => {
  const table = [
    ["192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8::5:6", "2001:db8:0:0"],
    ["2001:db8:1:2::", "2001:db8:1:2"],
    ["2001:db8:1:2:3::", "2001:db8:1:2"],
    ["::1", "0:0:0:0"],
    ["::ffff:192.0.2.7", "::ffff:192.0.2.7"],
  ] as const;
  for (const [address, network] of table) assert.equal(toNetwork(address), network, address);
});
