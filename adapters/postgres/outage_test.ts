import assert from "node:assert/strict";
import postgres from "postgres";
import { ConfigError, UnavailableError } from "../../core/errors.ts";
import { within } from "../../tests/contract/bus_fixture.ts";
import { TcpProxy } from "../../tests/contract/tcp_proxy.ts";
import { until } from "../../tests/contract/until.ts";
import { readStack, WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { openPostgresStateStore, type PostgresStateOptions } from "./state_store.ts";

const servers = readStack();

test("StateStore (postgres) is unavailable while the server is away, and goes on when it is back", async (world) => {
  await using store = await world.open();
  const revision = await store.write("a", 1, null);
  for (let round = 0; round < 3; round++) {
    await world.proxy.stop();
    await until(() => assert.rejects(store.read("a"), UnavailableError));
    await assert.rejects(store.write("b", 1, null), (error: Error) => {
      return error instanceof UnavailableError &&
        /^Cannot write "b" to PostgreSQL at "127.0.0.1:\d+": /.test(error.message);
    });
    world.proxy.start();
    await until(async () => assert.equal((await store.read("a"))?.revision, revision));
  }
});

test("StateStore (postgres) survives that its connections are cut while it works", async (world) => {
  await using store = await world.open();
  for (let round = 0; round < 10; round++) {
    const work = Array.from({ length: 10 }, (_, i) => store.write(`${round}/${i}`, i, null));
    world.proxy.cut();
    for (const result of await Promise.allSettled(work)) {
      if (result.status === "rejected") assert.ok(result.reason instanceof UnavailableError);
    }
  }
  await until(() => store.read("0/0").then(() => "answered"));
});

test("StateStore (postgres) gives up what does not answer, and goes on with new connections", async (world) => {
  await using store = await world.open({ connectMs: 100, statementMs: 100, connectionsMax: 1 });
  await store.write("a", 1, null);
  world.proxy.mode = "stall";
  const work = Array.from({ length: 5 }, () => store.read("a"));
  for (const result of await Promise.allSettled(work)) {
    assert.ok(result.status === "rejected" && result.reason instanceof UnavailableError);
  }
  world.proxy.mode = "pass";
  await until(async () => assert.equal((await store.read("a"))?.value, 1));
});

test("StateStore (postgres) opens while the server is away, and makes its tables when it is there", async (world) => {
  await world.proxy.stop();
  await using store = await world.open();
  assert.match(
    world.messages[0]!,
    /^Cannot prepare the tables of PostgreSQL at .*: nobody listens/,
  );
  await assert.rejects(store.read("a"), UnavailableError);
  world.proxy.start();
  await until(() => store.write("a", 1, null));
});

test("StateStore (postgres) tries without haste a server that closes every connection", async (world) => {
  world.proxy.mode = "close";
  const url = `postgres://postgres@127.0.0.1:${world.proxy.port}/postgres?sslmode=disable`;
  await using store = await world.open({ url, connectMs: 100, statementMs: 100 });
  await assert.rejects(store.read("a"), UnavailableError);
  assert.ok(world.proxy.accepted < 60, `${world.proxy.accepted} connections`);
  world.proxy.mode = "pass";
  await until(() => store.write("a", 1, null));
});

test("StateStore (postgres) makes its tables anew where somebody dropped them", async (world) => {
  await using store = await world.open();
  const revision = await store.write("a", 1, null);
  await world.admin.unsafe(`DROP SCHEMA ${world.schema} CASCADE`);
  await assert.rejects(store.read("a"), UnavailableError);
  assert.ok(await store.write("a", 1, null) > revision);
});

test("StateStore (postgres) is opened by many at once, of whom one makes the tables", async (world) => {
  const stores = await Promise.all(Array.from({ length: 8 }, () => world.open()));
  for (const [i, store] of stores.entries()) await store.write(`${i}`, i, null);
  assert.equal((await stores[0]!.list({ prefix: "", after: null, limit: 100 })).length, 8);
  for (const store of stores) await store[Symbol.asyncDispose]();
  const found = await world.admin.unsafe(`SELECT version FROM ${world.schema}.migrations`);
  assert.deepEqual([...found], [{ version: 1 }]);
});

test("StateStore (postgres) refuses tables of a later version", async (world) => {
  await (await world.open())[Symbol.asyncDispose]();
  await world.admin.unsafe(`INSERT INTO ${world.schema}.migrations VALUES (7)`);
  await assert.rejects(world.open(), (error: Error) => {
    assert.ok(error instanceof ConfigError);
    assert.match(
      error.message,
      /^DATABASE_URL: schema "\w+" in .* has version 7, this LogFlow knows 1/,
    );
    return true;
  });
});

test("StateStore (postgres) tells what must be mended in DATABASE_URL, and no password", async (world) => {
  await world.admin.unsafe(`CREATE ROLE ${world.schema} LOGIN PASSWORD 's3cret'`);
  const at = `127.0.0.1:${world.proxy.port}`;
  const cases: [string, RegExp][] = [
    [`postgres://postgres:s3cret@${at}/none`, /has no database "none": create it, or name/],
    [
      `postgres://postgres:s3cret@${at}/postgres?sslmode=require`,
      /does not speak TLS, but sslmode is/,
    ],
    [`postgres://nobody:s3cret@${at}/postgres`, /nobody.*: mend the user/],
    [
      `postgres://${world.schema}:s3cret@${at}/postgres`,
      /user "\w+" may not do what .*: grant CREATE/,
    ],
  ];
  for (const [url, message] of cases) {
    await assert.rejects(world.open({ url }), (error: Error) => {
      assert.ok(error instanceof ConfigError, `${error}`);
      assert.match(error.message, /^DATABASE_URL: /);
      assert.match(error.message, message);
      assert.ok(!error.message.includes("s3cret"));
      return true;
    });
  }
});

/** What a test has. */
class World implements AsyncDisposable {
  readonly proxy: TcpProxy;
  readonly messages: string[] = [];
  readonly schema = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  readonly admin = postgres(servers!.postgres, { max: 1, onnotice() {} });

  constructor() {
    const { hostname, port } = new URL(servers!.postgres);
    this.proxy = new TcpProxy(`${hostname}:${port}`);
  }

  open(options: Partial<PostgresStateOptions> = {}) {
    const url = new URL(servers!.postgres);
    url.host = `127.0.0.1:${this.proxy.port}`;
    return openPostgresStateStore({
      url: url.href,
      schema: this.schema,
      log: (message) => void this.messages.push(message),
      ...options,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy[Symbol.asyncDispose]();
    await this.admin.unsafe(
      `DROP SCHEMA IF EXISTS ${this.schema} CASCADE; DROP ROLE IF EXISTS ${this.schema}`,
    );
    await this.admin.end();
  }
}

function test(name: string, run: (world: World) => Promise<void>): void {
  Deno.test({
    name: servers === null ? name + WITHOUT_SERVERS : name,
    ignore: servers === null,
    fn: () =>
      within((async () => {
        await using world = new World();
        await run(world);
      })()),
  });
}
