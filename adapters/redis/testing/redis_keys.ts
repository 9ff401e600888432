import { Redis } from "ioredis";

/** For tests: the keys under a prefix of their own, seen by a plain client. */
export class RedisKeys implements AsyncDisposable {
  /** Of the keys. */
  readonly prefix: string;
  readonly #client: Redis;

  /** Connects when it is used. */
  constructor(url: string, prefix = `test-${crypto.randomUUID()}:`) {
    this.prefix = prefix;
    this.#client = new Redis(url, { lazyConnect: true });
  }

  /** Makes all keys as much older. */
  async pass(ms: number): Promise<void> {
    for (const key of await this.#list()) {
      const left = await this.#client.pttl(key);
      if (left >= 0) await this.#client.pexpire(key, Math.max(0, left - ms));
    }
  }

  /** Removes all keys. */
  async clear(): Promise<void> {
    for (const key of await this.#list()) await this.#client.del(key);
  }

  /** Removes all keys, and ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.clear();
    await this.#client.quit();
  }

  async #list(): Promise<string[]> {
    return await this.#client.keys(`${this.prefix}*`);
  }
}
