import assert from "node:assert/strict";
import { ConfigError, UnavailableError } from "../../core/errors.ts";
import type { SearchRequest, SinceRequest } from "../../ports/log_store.ts";
import { createKey } from "../../runtime/api_keys.ts";
import { ArrayStore } from "../../tests/contract/array_store.ts";
import { toEvents } from "../../tests/contract/log_store/case.ts";
import { api } from "./api.ts";
import { PAGE_EVENTS } from "./export.ts";
import type { ApiOptions } from "./ports.ts";
import { createTestPorts, NOW_MS, type TestPorts } from "./testing.ts";
import { MessageReader } from "./testing_stream.ts";

const OPTIONS: ApiOptions = {
  host: "127.0.0.1",
  port: 0,
  hostname: "edge-1",
  timeZone: "UTC",
  version: "0.0.0",
};

interface Running {
  readonly base: string;
  /** Fires the signal. */
  stop(): void;
  readonly ended: Promise<void>;
}

async function start(ports: TestPorts, options: Partial<ApiOptions> = {}): Promise<Running> {
  const listening = Promise.withResolvers<number>();
  const controller = new AbortController();
  const onListen = ({ port }: { port: number }) => listening.resolve(port);
  const ended = api(ports.ports, { ...OPTIONS, ...options, onListen }, controller.signal);
  const port = await Promise.race([listening.promise, ended]);
  return { base: `http://127.0.0.1:${port}`, stop: () => controller.abort(), ended };
}

async function post(base: string): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return await fetch(`${base}/api/v1/logs`, { method: "POST", body: '{"a":1}', headers });
}

Deno.test("api serves on a free port until the signal fires", async () => {
  const ports = createTestPorts();
  const { base, stop, ended } = await start(ports);
  assert.deepEqual(await (await post(base)).json(), { accepted: 1, rejected: [] });
  assert.equal(ports.published.length, 1);
  assert.equal((await (await fetch(`${base}/health`)).json()).status, "ok");
  stop();
  await ended;
  await assert.rejects(fetch(`${base}/health`));
});

Deno.test("api finishes the requests under way before it ends", async () => {
  const asked = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const publish = () => {
    asked.resolve();
    return gate.promise;
  };
  const { base, stop, ended } = await start(createTestPorts({ bus: { publish } }));
  const answer = post(base);
  await asked.promise;
  stop();
  gate.resolve();
  const response = await answer;
  assert.equal(response.status, 200);
  assert.equal((await response.json()).accepted, 1);
  await ended;
});

Deno.test("api ends requests that take longer than stopMs with 503", async () => {
  const asked = Promise.withResolvers<void>();
  const publish = () => {
    asked.resolve();
    return new Promise<void>(() => {});
  };
  const running = await start(createTestPorts({ bus: { publish } }), { stopMs: 1 });
  const answer = post(running.base);
  await asked.promise;
  running.stop();
  const response = await answer;
  assert.equal(response.status, 503);
  assert.match((await response.json()).detail, /the service is stopping/);
  await running.ended;
});

Deno.test("api ends streams in good order when it is told to stop, and waits for none of them", async () => {
  const store = new ArrayStore();
  const running = await start(createTestPorts({ store: store.reader }), { stopMs: 3_600_000 });
  const answers = await Promise.all([0, 1].map(() => fetch(`${running.base}/api/v1/logs/tail`)));
  await using messages = new MessageReader(answers[0]!);
  assert.equal((await messages.next())!.event, "ready");
  running.stop();
  assert.equal(await messages.next(), null);
  assert.match(await answers[1]!.text(), /^retry: 2000\nevent: ready\nid: array-0\n/);
  await running.ended;
});

Deno.test("api breaks the connection of an export that it cannot bring to its end", async () => {
  const store = new ArrayStore();
  await store.writer.append(toEvents(0, 2 * PAGE_EVENTS), null);
  let pages = 0;
  const search = (request: SearchRequest) => {
    if (++pages > 1) throw new RangeError("Cannot search on: the store was made anew");
    return store.reader.search(request);
  };
  const ports = createTestPorts({ store: { search } });
  const { base, stop, ended } = await start(ports);
  const answer = await fetch(`${base}/api/v1/logs/export`);
  assert.equal(answer.status, 200);
  await assert.rejects(answer.text(), TypeError);
  assert.match(ports.logged.join(), /Cannot go on with GET .*export: .*made anew/);
  stop();
  await ended;
});

Deno.test("api ends a stream whose client goes away without a word", async () => {
  const reading = Promise.withResolvers<AbortSignal>();
  const { reader } = new ArrayStore();
  const since = (request: SinceRequest) => {
    if (request.waitMs > 0) reading.resolve(request.signal!);
    return reader.since(request);
  };
  const { base, stop, ended } = await start(createTestPorts({ store: { ...reader, since } }));
  const connection = await Deno.connect({
    hostname: "127.0.0.1",
    port: Number(new URL(base).port),
  });
  const head = `GET /api/v1/logs/tail HTTP/1.1\r\nHost: ${new URL(base).host}\r\n\r\n`;
  await connection.write(new TextEncoder().encode(head));
  const signal = await reading.promise;
  const told = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => told.resolve());
  connection.close();
  await told.promise;
  stop();
  await ended;
});

Deno.test("api tells the work of a request when its client goes away", async () => {
  const asked = Promise.withResolvers<AbortSignal>();
  const search = ({ signal }: { signal?: AbortSignal }) => {
    asked.resolve(signal!);
    return new Promise<never>(() => {});
  };
  const { base, stop, ended } = await start(createTestPorts({ store: { search } }));
  const client = new AbortController();
  const answer = fetch(`${base}/api/v1/logs`, { signal: client.signal });
  const signal = await asked.promise;
  const told = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => told.resolve());
  client.abort();
  await assert.rejects(answer);
  await told.promise;
  stop();
  await ended;
});

Deno.test("api says which port is in use, and by which variable to change it", async () => {
  const { base, stop, ended } = await start(createTestPorts());
  const port = Number(new URL(base).port);
  await assert.rejects(start(createTestPorts(), { port }), (error: ConfigError) => {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, new RegExp(`API_PORT: .*127.0.0.1:${port}: the port is in use`));
    return true;
  });
  stop();
  await ended;
});

Deno.test("api refuses an address that others can reach while there is no key, unless told to be insecure", async () => {
  for (const host of ["0.0.0.0", "::", "192.0.2.1", "logs.internal"]) {
    const refused = start(createTestPorts(), { host });
    await assert.rejects(refused, /API_HOST: .*is none; make one by `deno task key create`/);
  }
  const refused = start(createTestPorts(), { apiKeys: "required" });
  await assert.rejects(refused, /API_KEYS: .*is none; make one by `deno task key create`/);
});

Deno.test("api takes a key that has not expired for one, and asks everybody for it", async () => {
  const ports = createTestPorts();
  const wanted = { name: "a", scopes: ["read"], rateMax: null, createdBy: "cli" } as const;
  const over = { ...wanted, expiresMs: NOW_MS };
  await createKey(ports.ports.state, over, ports.ports);
  await assert.rejects(start(ports, { apiKeys: "required" }), ConfigError);
  const usable = { ...over, expiresMs: null };
  const { text } = (await createKey(ports.ports.state, usable, ports.ports))!;
  const { base, stop, ended } = await start(ports, { apiKeys: "required" });
  const refused = await post(base);
  assert.equal(refused.status, 401);
  await refused.body!.cancel();
  const answer = await fetch(`${base}/nothing`, {
    headers: { authorization: `Bearer ${text}` },
  });
  assert.equal(answer.status, 404);
  await answer.body!.cancel();
  stop();
  await ended;
});

Deno.test("api starts while the state store cannot tell of keys, and lets nobody in", async () => {
  const down = () => Promise.reject(new UnavailableError("Cannot reach it"));
  const ports = createTestPorts({ state: { list: down } });
  const { base, stop, ended } = await start(ports, { apiKeys: "required" });
  const refused = await post(base);
  assert.equal(refused.status, 401);
  await refused.body!.cancel();
  assert.match(ports.logged.join(), /Cannot tell whether there is an API key yet: Cannot reach it/);
  stop();
  await ended;
});

Deno.test("api does not listen when its signal has fired already", async () => {
  const onListen = () => assert.fail("listens");
  await api(createTestPorts().ports, { ...OPTIONS, onListen }, AbortSignal.abort());
});
