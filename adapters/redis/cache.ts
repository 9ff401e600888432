import type { Redis } from "ioredis";
import { ConfigError, UnavailableError } from "../../core/errors.ts";
import type { Cache } from "../../ports/cache.ts";
import { assertCounting, assertKept } from "../../runtime/cache_bounds.ts";
import { assertKey } from "../../runtime/state_bounds.ts";
import type { RedisConnection } from "./connection.ts";

/** How to open. */
export interface RedisCacheOptions {
  /** To be ended after the cache. */
  readonly connection: RedisConnection;
  /** Makes what stands in while Redis is away, in this process; a new one each time. */
  readonly makeFallback: () => Cache;
}

/** A cache on Redis, and in this process's memory while Redis is away. */
export function openRedisCache(options: RedisCacheOptions): Cache {
  return new RedisCache(options);
}

class RedisCache implements Cache {
  readonly #connection: RedisConnection;
  readonly #makeFallback: () => Cache;
  /** Null = Redis answered last. */
  #fallback: Cache | null = null;
  #open = true;

  constructor({ connection, makeFallback }: RedisCacheOptions) {
    this.#connection = connection;
    this.#makeFallback = makeFallback;
  }

  async get(key: string): Promise<string | null> {
    assertKey(key);
    const name = this.#nameOf("value", key);
    return await this.#ask((client) => client.get(name), (fallback) => fallback.get(key));
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    assertKept({ key, value, ttlMs });
    const name = this.#nameOf("value", key);
    await this.#ask<unknown, void>(
      (client) => client.set(name, value, "PX", ttlMs),
      (fallback) => fallback.set(key, value, ttlMs),
    );
  }

  async increment(key: string, by: number, ttlMs: number): Promise<number> {
    assertCounting({ key, by, ttlMs });
    const name = this.#nameOf("count", key);
    return await this.#ask(
      (client) => client.eval(INCREMENT, 1, name, by, ttlMs) as Promise<number>,
      (fallback) => fallback.increment(key, by, ttlMs),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#open = false;
    await this.#endFallback();
  }

  async #ask<T, U>(
    ask: (client: Redis) => Promise<T>,
    instead: (fallback: Cache) => Promise<U>,
  ): Promise<T | U> {
    if (!this.#open) throw new Error("Cannot use the cache: it is closed");
    try {
      const answer = await this.#connection.run("use the cache at", ask);
      await this.#endFallback();
      return answer;
    } catch (error) {
      if (!(error instanceof UnavailableError || error instanceof ConfigError)) throw error;
      // What it has is of this time without Redis alone: older values may have been replaced there since.
      this.#fallback ??= this.#makeFallback();
      return await instead(this.#fallback);
    }
  }

  async #endFallback(): Promise<void> {
    const fallback = this.#fallback;
    this.#fallback = null;
    await fallback?.[Symbol.asyncDispose]();
  }

  #nameOf(kind: "value" | "count", key: string): string {
    return `${this.#connection.prefix}${kind}:${key}`;
  }
}

/** The time begins with the first increment alone. */
const INCREMENT = `
  if redis.call('EXISTS', KEYS[1]) == 1 then return redis.call('INCRBY', KEYS[1], ARGV[1]) end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return tonumber(ARGV[1])`;
