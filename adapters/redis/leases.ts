import { LeaseLostError } from "../../core/errors.ts";
import { type Lease, LEASE_MS_MAX, type Leases } from "../../ports/leases.ts";
import { assertKey, assertTtl } from "../../runtime/state_bounds.ts";
import type { RedisConnection } from "./connection.ts";

/** Leases on Redis; `connection` is to be ended after them. */
export function openRedisLeases(connection: RedisConnection): Leases {
  return new RedisLeases(connection);
}

class RedisLeases implements Leases {
  readonly #connection: RedisConnection;
  #open = true;

  constructor(connection: RedisConnection) {
    this.#connection = connection;
  }

  async acquire(name: string, ttlMs: number): Promise<Lease | null> {
    assertKey(name);
    assertTtl(ttlMs, LEASE_MS_MAX);
    const { prefix } = this.#connection;
    const keys = [this.#keyOf(name), `${prefix}token`];
    const token = await this.#ask("acquire", name, { script: ACQUIRE, keys, args: [ttlMs] });
    return token === null ? null : this.#toLease({ name, token: Number(token), ttlMs });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#open = false;
    return Promise.resolve();
  }

  #toLease({ name, token, ttlMs }: { name: string; token: number; ttlMs: number }): Lease {
    const keys = [this.#keyOf(name)];
    return {
      name,
      token,
      renew: async () => {
        const call = { script: RENEW, keys, args: [token, ttlMs] };
        if (await this.#ask("renew", name, call) === 1) return;
        throw new LeaseLostError(`Cannot renew lease ${JSON.stringify(name)}: it is lost`);
      },
      release: async () => {
        await this.#ask("release", name, { script: RELEASE, keys, args: [token] });
      },
    };
  }

  async #ask(verb: string, name: string, { script, keys, args }: Call): Promise<unknown> {
    if (!this.#open) throw new Error("Cannot use the leases: they are closed");
    return await this.#connection.run(
      `${verb} lease ${JSON.stringify(name)} at`,
      (client) => client.eval(script, keys.length, ...keys, ...args),
    );
  }

  #keyOf(name: string): string {
    return `${this.#connection.prefix}lease:${name}`;
  }
}

interface Call {
  readonly script: string;
  readonly keys: readonly string[];
  readonly args: readonly number[];
}

/**
 * The token is the time in microseconds, or one more than the last where that is larger: so it grows also
 * where Redis lost its data. Numbers are written out, as Lua would shorten them to 14 digits.
 */
const ACQUIRE = `
  if redis.call('EXISTS', KEYS[1]) == 1 then return false end
  local time = redis.call('TIME')
  local last = tonumber(redis.call('GET', KEYS[2]) or '0')
  local token = math.max(last + 1, tonumber(time[1]) * 1000000 + tonumber(time[2]))
  local text = string.format('%.0f', token)
  redis.call('SET', KEYS[2], text)
  redis.call('SET', KEYS[1], text, 'PX', ARGV[1])
  return text`;

const RENEW = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

const RELEASE = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
  return 1`;
