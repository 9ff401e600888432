import type { Cache } from "../../ports/cache.ts";
import { testCache } from "../../tests/contract/cache_suite.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { openMemoryCache } from "../memory/cache.ts";
import { openRedisCache } from "./cache.ts";
import { openRedisConnection } from "./connection.ts";
import { RedisKeys } from "./testing/redis_keys.ts";

const servers = readStack();

testCache({
  name: "redis",
  ignore: servers === null,
  sanitize: false, // After a large answer the parser of ioredis makes its buffer smaller bit by bit.
  makeFixture() {
    const url = servers!.redis;
    const keys = new RedisKeys(url);
    return Promise.resolve({
      async open(): Promise<Cache> {
        const connection = await openRedisConnection({ url, prefix: keys.prefix });
        const cache = openRedisCache({ connection, makeFallback: openMemoryCache });
        return {
          get: (key) => cache.get(key),
          set: (key, value, ttlMs) => cache.set(key, value, ttlMs),
          increment: (key, by, ttlMs) => cache.increment(key, by, ttlMs),
          async [Symbol.asyncDispose]() {
            await cache[Symbol.asyncDispose]();
            await connection[Symbol.asyncDispose]();
          },
        };
      },
      pass: (ms) => keys.pass(ms),
      [Symbol.asyncDispose]: () => keys[Symbol.asyncDispose](),
    });
  },
});
