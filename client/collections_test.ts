import assert from "node:assert/strict";
import { createTestClient } from "./testing.ts";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

Deno.test("searches are created, listed, replaced and removed, each change by the state that was read", async () => {
  const { client: { searches } } = await createTestClient();
  const made = await searches.create({ name: "Failed payments", q: "level:ERROR", from: "1h" });
  assert.deepEqual([made.from, made.to, made.columns], ["1h", null, []]);
  assert.deepEqual(await searches.get(made.id), made);
  assert.deepEqual(await collect(searches.list()), [made]);
  const changed = await searches.replace(made, { name: "All", q: "" });
  assert.deepEqual([changed?.name, changed?.from], ["All", null]);
  await assert.rejects(searches.replace(made, { name: "x", q: "" }), { status: 412 });
  await assert.rejects(searches.remove(made), { status: 412 });
  assert.equal(await searches.remove(changed!), true);
  assert.equal(await searches.remove({ id: made.id, revision: "*" }), false);
  assert.equal(await searches.replace(made, { name: "x", q: "" }), null);
  assert.equal(await searches.get(made.id), null);
});

Deno.test("searches are listed page after page", async () => {
  const { client: { searches }, requests } = await createTestClient();
  for (let i = 0; i < 201; i++) await searches.create({ name: `s${i}`, q: "" });
  const before = requests.length;
  const names = (await collect(searches.list())).map(({ name }) => name);
  assert.deepEqual([new Set(names).size, requests.length - before], [201, 2]);
});

Deno.test("a search that cannot be meant is refused, with the column of its query", async () => {
  const { client: { searches } } = await createTestClient();
  await assert.rejects(searches.create({ name: "x", q: "a:(b" }), { status: 400, column: 3 });
});

Deno.test("rules are created, one of each name, and changed and removed as searches are", async () => {
  const { client: { rules } } = await createTestClient();
  const rule = { name: "Errors", query: "level:ERROR", type: "threshold", window: "5m" } as const;
  const made = await rules.create({ ...rule, threshold: ">= 50" });
  await assert.rejects(rules.create({ ...rule, threshold: 5 }), { status: 409 });
  await assert.rejects(rules.create({ ...rule, name: "x" }), {
    status: 400,
    message: /"threshold" is missing/,
  });
  const changed = await rules.replace(made, { ...rule, threshold: 60 });
  assert.deepEqual(await collect(rules.list()), [changed]);
  assert.deepEqual([changed?.threshold, (await rules.get(made.id))?.threshold], [60, 60]);
  assert.equal(await rules.remove(changed!), true);
});

Deno.test("silences are created and removed", async () => {
  const { client: { silences } } = await createTestClient();
  const matchers = [{ name: "rule", op: "=", value: "Errors" }] as const;
  const made = await silences.create({ matchers: [...matchers], to: "now+2h" });
  assert.deepEqual((await collect(silences.list()))[0]?.matchers, matchers);
  assert.equal(await silences.remove(made), true);
  assert.equal(await silences.get(made.id), null);
});

Deno.test("keys are created, listed and revoked; only creating one gives its text", async () => {
  const { client: { keys } } = await createTestClient();
  const made = await keys.create({ name: "shop-1", scopes: ["ingest"], ttl: "90d" });
  assert.match(made.key, new RegExp(`^${made.prefix}_[0-9A-Za-z]+$`));
  const [listed] = await collect(keys.list());
  assert.deepEqual([listed!.id, "key" in listed!], [made.id, false]);
  assert.equal((await keys.get(made.id))?.name, "shop-1");
  assert.equal(await keys.revoke(made), true);
  assert.equal(await keys.revoke(made), false);
});

Deno.test("a key is used for what it may do, and no more", async () => {
  const { client, app } = await createTestClient();
  const { key } = await client.keys.create({ name: "reader", scopes: ["read"] });
  const fetch = (request: Request) => Promise.resolve(app.fetch(request));
  const { client: reader } = await createTestClient({ client: { key, fetch } });
  assert.equal(await reader.count(), 0);
  await assert.rejects(reader.push("x"), { status: 403 });
  const { client: nobody } = await createTestClient({ client: { key: "lf_x_y", fetch } });
  await assert.rejects(nobody.count(), { status: 401 });
});

Deno.test("rules are backtested on what is stored, given or kept", async () => {
  const { client } = await createTestClient();
  const rule = { name: "Errors", query: "level:ERROR", type: "absence", window: "5m" } as const;
  await client.rules.create(rule);
  const given = { rules: [{ ...rule, name: "x" }], kept: ["Errors"], from: "now-1h" };
  const found = await client.backtest(given);
  assert.deepEqual(found.rules.map(({ name, alerts }) => [name, alerts]), [["x", 1], [
    "Errors",
    1,
  ]]);
  await assert.rejects(client.backtest({ kept: ["y"], from: "1h" }), { status: 400 });
});
