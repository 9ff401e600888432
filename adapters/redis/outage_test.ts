import assert from "node:assert/strict";
import { ConfigError, UnavailableError } from "../../core/errors.ts";
import { within } from "../../tests/contract/bus_fixture.ts";
import { TcpProxy } from "../../tests/contract/tcp_proxy.ts";
import { until } from "../../tests/contract/until.ts";
import { readStack, WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { openMemoryCache } from "../memory/cache.ts";
import { openRedisCache } from "./cache.ts";
import { openRedisConnection, type RedisOptions } from "./connection.ts";
import { openRedisLeases } from "./leases.ts";
import { RedisKeys } from "./testing/redis_keys.ts";

const servers = readStack();

test("Leases (redis) are unavailable while the server is away, and go on when it is back", async (world) => {
  await using opened = await world.open();
  const { leases } = opened;
  const lease = await leases.acquire("a", 60_000);
  await world.proxy.stop();
  await until(async () => {
    await assert.rejects(leases.acquire("b", 1000), UnavailableError);
    await assert.rejects(lease!.renew(), UnavailableError);
    await assert.rejects(lease!.release(), UnavailableError);
  });
  world.proxy.start();
  await until(() => lease!.renew());
  assert.equal(await leases.acquire("a", 1000), null);
  assert.notEqual(await leases.acquire("b", 1000), null);
  assert.equal(world.messages.length, 2, world.messages.join("\n"));
  assert.match(
    world.messages[0]!,
    /^Cannot reach Redis at "127.0.0.1:\d+": .*; trying again in the/,
  );
  assert.match(world.messages[1]!, /^Redis at "127.0.0.1:\d+" is back$/);
});

test("Leases (redis) are unavailable while nothing comes through, and go on then", async (world) => {
  await using opened = await world.open({ commandMs: 100 });
  const { leases } = opened;
  world.proxy.mode = "stall";
  await assert.rejects(leases.acquire("a", 1000), (error: Error) => {
    return error instanceof UnavailableError && /timed out/.test(error.message);
  });
  await assert.rejects(leases.acquire("a", 1000), UnavailableError);
  world.proxy.mode = "pass"; // The answers are gone: the old connection is of no use.
  await until(() => leases.acquire("b", 1000));
});

test("Cache (redis) counts in this process alone while the server is away", async (world) => {
  await using opened = await world.open();
  const { cache } = opened;
  await cache.set("a", "shared", 60_000);
  assert.equal(await cache.increment("n", 5, 60_000), 5);
  await world.proxy.stop();
  await until(async () => assert.equal(await cache.get("a"), null));
  assert.equal(await cache.increment("n", 1, 60_000), 1);
  assert.equal(await cache.increment("n", 1, 60_000), 2);
  await cache.set("a", "alone", 60_000);
  assert.equal(await cache.get("a"), "alone");
  world.proxy.start();
  await until(async () => assert.equal(await cache.get("a"), "shared"));
  assert.equal(await cache.increment("n", 1, 60_000), 6);
  await world.proxy.stop();
  await until(async () => assert.equal(await cache.get("a"), null)); // Not what it was an outage ago.
});

test("Redis that is away at first keeps nobody from opening", async (world) => {
  await world.proxy.stop();
  await using opened = await world.open();
  const { leases, cache } = opened;
  await assert.rejects(
    leases.acquire("a", 1000),
    /nobody listens there: start it, or see REDIS_URL/,
  );
  assert.equal(await cache.increment("n", 1, 1000), 1);
  world.proxy.start();
  await until(() => leases.acquire("a", 1000));
});

test("Redis that closes every connection is tried again without haste", async (world) => {
  world.proxy.mode = "close";
  await using opened = await world.open();
  await assert.rejects(opened.leases.acquire("a", 1000), UnavailableError);
  world.proxy.mode = "pass";
  await until(() => opened.leases.acquire("a", 1000));
});

test("Redis that refuses the password, or has no such database, is a fault of REDIS_URL", async (world) => {
  const { port } = world.proxy;
  const cases: [string, RegExp][] = [
    [`redis://user:s3cret@127.0.0.1:${port}`, /^REDIS_URL: "127.*" refuses user "user" \(.*: mend/],
    [`redis://:s3cret@127.0.0.1:${port}`, /^REDIS_URL: "127.*" refuses user "default" \(.*: mend/],
    [`redis://127.0.0.1:${port}/9999`, /^REDIS_URL: "127.*" has no database 9999: use a smaller/],
  ];
  for (const [url, message] of cases) {
    await assert.rejects(openRedisConnection({ url }), (error: Error) => {
      assert.ok(error instanceof ConfigError, `${error}`);
      assert.match(error.message, message);
      assert.ok(!error.message.includes("s3cret"));
      return true;
    });
  }
});

test("Redis keeps databases apart", async (world) => {
  await using _keys = new RedisKeys(`${servers!.redis}/1`, world.keys.prefix);
  await using first = await world.open();
  await using second = await world.open({ url: `redis://127.0.0.1:${world.proxy.port}/1` });
  await first.cache.set("a", "first", 1000);
  assert.equal(await second.cache.get("a"), null);
  world.proxy.cut();
  await second.leases.acquire("x", 1).catch(() => {});
  await until(() => second.leases.acquire("a", 1000));
  await until(() => first.leases.acquire("a", 1000));
});

/** What a test has. */
class World implements AsyncDisposable {
  readonly proxy = new TcpProxy(new URL(servers!.redis).host);
  readonly messages: string[] = [];
  readonly keys = new RedisKeys(servers!.redis);

  async open(options: Partial<RedisOptions> = {}) {
    const connection = await openRedisConnection({
      url: `redis://127.0.0.1:${this.proxy.port}`,
      prefix: this.keys.prefix,
      log: (message) => void this.messages.push(message),
      ...options,
    });
    const leases = openRedisLeases(connection);
    const cache = openRedisCache({ connection, makeFallback: openMemoryCache });
    return {
      leases,
      cache,
      async [Symbol.asyncDispose]() {
        await cache[Symbol.asyncDispose]();
        await leases[Symbol.asyncDispose]();
        await connection[Symbol.asyncDispose]();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy[Symbol.asyncDispose]();
    await this.keys[Symbol.asyncDispose]();
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
