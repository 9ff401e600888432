import type { Cache } from "../ports/cache.ts";
import type { Leases } from "../ports/leases.ts";
import type { StateStore } from "../ports/state_store.ts";
import type { Config } from "../runtime/config.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { createLate } from "../runtime/late.ts";
import type { Log } from "../runtime/log.ts";
import { readCa } from "./read_ca.ts";

/** Opens the state store. A full disk or a server that is away keeps nobody from opening it. */
export async function openState(config: Config, log: Log): Promise<StateStore> {
  const tell = (message: string) => log.warn(message);
  if (config.database === null) {
    const { openSqliteStateStore } = await import("../adapters/sqlite/state_store.ts");
    const path = toDataFiles(config.dataDir).state;
    const late = createLate(() => openSqliteStateStore({ path, log: tell }));
    return {
      read: async (key) => await (await late.get()).read(key),
      list: async (request) => await (await late.get()).list(request),
      write: async (...change) => await (await late.get()).write(...change),
      remove: async (...change) => await (await late.get()).remove(...change),
      [Symbol.asyncDispose]: () => late[Symbol.asyncDispose](),
    };
  }
  const { openPostgresStateStore } = await import("../adapters/postgres/state_store.ts");
  return await openPostgresStateStore({ ...toPostgresOptions(config), log: tell });
}

/** Asks PostgreSQL whether the state store could be opened there, and changes nothing. Throws why not. */
export async function checkState(config: Config): Promise<void> {
  const { checkPostgresServer } = await import("../adapters/postgres/check_server.ts");
  await checkPostgresServer(toPostgresOptions(config));
}

function toPostgresOptions({ database, namespace }: Config) {
  return {
    url: database!.url,
    ca: readCa("DATABASE_CA", database!.ca),
    schema: namespace === null ? "logflow" : `${namespace}_logflow`,
  };
}

/** Opens the leases. What they need goes into `stack`. */
export async function openLeases(
  config: Config,
  log: Log,
  stack: AsyncDisposableStack,
): Promise<Leases> {
  if (config.redis !== null) {
    const { openRedisLeases } = await import("../adapters/redis/leases.ts");
    return stack.use(openRedisLeases(stack.use(await connect(config, log))));
  }
  const { openSqliteLeases } = await import("../adapters/sqlite/leases.ts");
  const path = toDataFiles(config.dataDir).state;
  const tell = (message: string) => log.warn(message);
  const late = stack.use(createLate(() => openSqliteLeases({ path, log: tell })));
  return {
    acquire: async (...wanted) => await (await late.get()).acquire(...wanted),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Opens the cache, and how to ask whether its server is there. What they need goes into `stack`. */
export async function openCache(
  config: Config,
  log: Log,
  stack: AsyncDisposableStack,
): Promise<{ readonly cache: Cache; readonly check: () => Promise<unknown> }> {
  const { openMemoryCache } = await import("../adapters/memory/cache.ts");
  if (config.redis === null) {
    return { cache: stack.use(openMemoryCache()), check: () => Promise.resolve() };
  }
  const { openRedisCache } = await import("../adapters/redis/cache.ts");
  const connection = stack.use(await connect(config, log));
  const cache = stack.use(openRedisCache({ connection, makeFallback: openMemoryCache }));
  return { cache, check: () => connection.run("reach", (client) => client.ping()) };
}

async function connect({ redis, namespace }: Config, log: Log) {
  const { openRedisConnection } = await import("../adapters/redis/connection.ts");
  return await openRedisConnection({
    url: redis!.url,
    ca: readCa("REDIS_CA", redis!.ca),
    prefix: namespace === null ? "logflow:" : `${namespace}:logflow:`,
    log: (message: string) => log.warn(message),
  });
}
