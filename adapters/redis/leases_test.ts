import type { Leases } from "../../ports/leases.ts";
import { testLeases } from "../../tests/contract/leases_suite.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { openRedisConnection } from "./connection.ts";
import { openRedisLeases } from "./leases.ts";
import { RedisKeys } from "./testing/redis_keys.ts";

const servers = readStack();

testLeases({
  name: "redis",
  ignore: servers === null,
  makeFixture() {
    const url = servers!.redis;
    const keys = new RedisKeys(url);
    return Promise.resolve({
      async open(): Promise<Leases> {
        const connection = await openRedisConnection({ url, prefix: keys.prefix });
        const leases = openRedisLeases(connection);
        return {
          acquire: (name, ttlMs) => leases.acquire(name, ttlMs),
          async [Symbol.asyncDispose]() {
            await leases[Symbol.asyncDispose]();
            await connection[Symbol.asyncDispose]();
          },
        };
      },
      pass: (ms) => keys.pass(ms),
      loseData: () => keys.clear(),
      [Symbol.asyncDispose]: () => keys[Symbol.asyncDispose](),
    });
  },
});
