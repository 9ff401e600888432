import assert from "node:assert/strict";
import { createClient } from "../../client/client.ts";
import { ArrayStore } from "../contract/array_store.ts";
import { type ApiHandlerOptions, createApi } from "../../lib/create_api.ts";

const URL = "http://localhost:8787";

function createTestApi(options: Partial<ApiHandlerOptions> = {}) {
  const store = new ArrayStore();
  const api = createApi({ reader: store.reader, writer: store.writer, ...options });
  const connect = (key?: string, url = URL) => {
    return createClient({ url, fetch: api.fetch, key, triesMax: 1 });
  };
  return { api, connect };
}

Deno.test("createApi stores what is pushed, and finds it", async () => {
  const { connect } = createTestApi({ names: ["localhost:8787"] });
  const client = connect();
  await client.push([{ level: "error", message: "timed out" }, { message: "done" }]);
  assert.equal(await client.count({ q: "level:ERROR" }), 1);
  const { events } = await client.search({ q: "done" });
  assert.equal(events[0]?.source.hostname, "api");
  const { name } = await client.searches.create({ name: "Errors", q: "level:ERROR" });
  assert.equal(name, "Errors");
  assert.ok((await client.ready()).ready);
});

Deno.test("createApi asks everybody for a key unless it is told its names", async () => {
  const { api, connect } = createTestApi();
  await assert.rejects(connect().count(), { status: 401 });
  const key = await api.createKey({ name: "shop", scopes: ["ingest"] });
  const client = connect(key);
  assert.equal((await client.push([{ message: "a" }])).accepted, 1);
  await assert.rejects(client.count(), { status: 403 });
});

Deno.test("createApi answers nobody who calls it by another name", async () => {
  const { connect } = createTestApi({ names: ["localhost:8787", "logs.example.com"] });
  assert.equal(await connect(undefined, "https://logs.example.com").count(), 0);
  await assert.rejects(connect(undefined, "http://evil.example.com").count(), { status: 403 });
});

Deno.test("createApi refuses pushes where nothing takes them", async () => {
  const { connect } = createTestApi({ names: ["localhost:8787"], writer: undefined });
  await assert.rejects(connect().push([{ message: "a" }]), {
    status: 503,
    message: /neither a writer/,
  });
});
