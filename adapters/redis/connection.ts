import { once } from "node:events";
import { isIP } from "node:net";
import { Redis, type RedisOptions as ClientOptions } from "ioredis";
import { tryOneAddress } from "../../runtime/one_address.ts";
import { ConfigError } from "../../core/errors.ts";
import { assertVersion, toRedisError } from "./errors.ts";
import { type RedisTarget, toAddress, toTarget } from "./target.ts";

/** How to connect to Redis, 6.2 or newer. Needs the network, to its address alone. */
export interface RedisOptions {
  /** `redis://USER:PASSWORD@HOST:PORT/NUMBER`, `rediss:` for TLS; see `toTarget`. */
  readonly url: string;
  /** Certificates (PEM) of those who may have signed the server's; null = the system's. */
  readonly ca?: string | null;
  /** Of all keys. Default `logflow:`. */
  readonly prefix?: string;
  /** How long to wait for an answer, milliseconds. Default 1000. */
  readonly commandMs?: number;
  /** Told, once each, that the server is away, and that it is back. */
  readonly log?: (message: string) => void;
}

/**
 * Connects, and goes on to in the background for as long as it takes. Throws `ConfigError` for REDIS_URL where
 * a person must act; a server that is away keeps nobody from opening.
 */
export async function openRedisConnection(options: RedisOptions): Promise<RedisConnection> {
  tryOneAddress();
  const connection = new RedisConnection(options);
  const fault = await connection.firstTry();
  if (!(fault instanceof ConfigError)) return connection;
  await connection[Symbol.asyncDispose]();
  throw fault;
}

/** One connection, which leases and cache share. Whoever opened it ends it, after them. */
export class RedisConnection implements AsyncDisposable {
  /** Of all keys. */
  readonly prefix: string;
  readonly #target: RedisTarget;
  readonly #options: ClientOptions;
  readonly #log: (message: string) => void;
  readonly #tried = Promise.withResolvers<Error | null>();
  /** A new one for each try. */
  #client: Redis;
  /** Why nothing can be asked now; null = it can. */
  #fault: Error | null = new Error("it is not connected yet");
  /** What was said last: that it is away, or what a person must mend. */
  #said: "nothing" | "away" | "mend" = "nothing";
  #isFirst = true;
  /** Tries since it went well last. */
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #open = true;

  /** Begins to connect. */
  constructor({ url, ca = null, prefix = "logflow:", commandMs = 1000, log }: RedisOptions) {
    this.#target = toTarget(url);
    this.prefix = prefix;
    this.#log = log ?? (() => {});
    this.#options = toClientOptions(this.#target, { ca, commandMs });
    this.#client = this.#connect();
  }

  /** Resolves once it is known how the first try went: null = well. */
  firstTry(): Promise<Error | null> {
    return this.#tried.promise;
  }

  /** Asks the server; throws what the ports promise. `action` is for the sentence. */
  async run<T>(action: string, ask: (client: Redis) => Promise<T>): Promise<T> {
    const client = this.#client;
    try {
      if (this.#fault !== null) throw this.#fault;
      return await ask(client);
    } catch (error) {
      // Where nothing answers, or somebody else may (after a failover), a new connection helps.
      if (/timed out|^READONLY/.test((error as Error).message)) {
        this.#giveUp(client, error as Error);
      }
      throw toRedisError(error, { action, target: this.#target });
    }
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#open = false;
    clearTimeout(this.#timer);
    this.#fault = new Error("the connection was closed");
    if (this.#client.status === "end") return;
    const ended = once(this.#client, "end");
    drop(this.#client);
    await ended;
  }

  #connect(): Redis {
    const client = new Redis(this.#options);
    client.on("error", (error: Error) => this.#setFault(error));
    client.on("ready", () => this.#greet(client));
    client.on("end", () => {
      if (this.#fault === null) this.#setFault(new Error("the connection was closed"));
      if (!this.#open) return;
      this.#timer = setTimeout(() => this.#client = this.#connect(), toPauseMs(++this.#tries));
    });
    client.connect().catch(() => {}); // The events tell.
    return client;
  }

  /** Makes sure that the server is one that can be used, before anybody else asks it. */
  async #greet(client: Redis): Promise<void> {
    const { user, password, database } = this.#target;
    try {
      if (password !== null) await client.call("AUTH", ...user === null ? [] : [user], password);
      if (database !== 0) await client.call("SELECT", database);
      assertVersion(await readVersion(client), this.#target);
    } catch (error) {
      return this.#giveUp(client, error as Error);
    }
    this.#fault = null;
    this.#tries = 0;
    this.#isFirst = false;
    this.#tried.resolve(null);
    if (this.#said !== "nothing") this.#log(`Redis at "${toAddress(this.#target)}" is back`);
    this.#said = "nothing";
  }

  /** Another connection is made, after a pause. */
  #giveUp(client: Redis, fault: Error): void {
    if (client !== this.#client) return;
    this.#setFault(fault);
    drop(client);
  }

  #setFault(fault: Error): void {
    const error = toRedisError(fault, { action: "reach", target: this.#target });
    this.#fault = error;
    if (!this.#open) return;
    const say = error instanceof ConfigError ? "mend" : "away";
    const isNews = this.#said === "nothing" || this.#said === "away" && say === "mend";
    if (isNews && !(say === "mend" && this.#isFirst)) { // Who opens is told that by an error.
      this.#said = say;
      this.#log(`${error.message}; trying again in the background`);
    }
    this.#isFirst = false;
    this.#tried.resolve(error);
  }
}

function toClientOptions(
  { host, port, tls }: RedisTarget,
  { ca, commandMs }: { ca: string | null; commandMs: number },
): ClientOptions {
  return {
    host,
    port,
    ...tls && { tls: { ...!isIP(host) && { servername: host }, ...ca !== null && { ca } } },
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    commandTimeout: commandMs,
    enableOfflineQueue: false,
    enableReadyCheck: false, // `#greet` does more.
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
    keepAlive: 30_000,
    retryStrategy: () => null, // This is done here, as it also is for a server that is there but of no use.
  } as ClientOptions;
}

/** Ends a client at once: its own `disconnect` may leave a timer. */
function drop(client: Redis): void {
  if (client.stream) client.stream.destroy();
  else client.disconnect();
}

/** Newest where the user may not ask. */
async function readVersion(client: Redis): Promise<string> {
  try {
    const info = await client.call("INFO", "server") as string;
    return /^redis_version:(\S+)/m.exec(info)?.[1] ?? "99";
  } catch (error) {
    if (/^NOPERM/.test((error as Error).message)) return "99";
    throw error;
  }
}

/** Exponential, with jitter, up to some seconds. */
function toPauseMs(tries: number): number {
  const fullMs = Math.min(100 * 2 ** Math.min(tries - 1, 10), PAUSE_MS_MAX);
  return Math.ceil(fullMs / 2 + Math.random() * fullMs / 2);
}

const PAUSE_MS_MAX = 3000;

const CONNECT_MS = 3000;
