import { openMemoryCache } from "../adapters/memory/cache.ts";
import { MemoryState } from "../adapters/memory/state_store.ts";
import type { Scope } from "../core/api_key.ts";
import { UnavailableError } from "../core/errors.ts";
import type { Bus } from "../ports/bus.ts";
import type { Cache } from "../ports/cache.ts";
import type { LogReader, LogWriter } from "../ports/log_store.ts";
import type { StateStore } from "../ports/state_store.ts";
import { createKey } from "../runtime/api_keys.ts";
import { createDirectBus } from "../runtime/direct_bus.ts";
import type { Log } from "../runtime/log.ts";
import { createApp } from "../services/api/app.ts";

export { type Scope, SCOPES } from "../core/api_key.ts";
export type { Log, LogFields } from "../runtime/log.ts";

/** What an API works with, and who may call it. */
export interface ApiHandlerOptions {
  /** Answers searches. */
  readonly reader: LogReader;
  /** Stores what is pushed, at once. Without it, and without `bus`, nothing can be pushed. */
  readonly writer?: LogWriter | undefined;
  /** Takes what is pushed, in place of `writer`. */
  readonly bus?: Pick<Bus, "publish" | "status">;
  /** Keeps API keys, saved searches, rules and silences; in memory unless given. */
  readonly state?: StateStore;
  /** Remembers counts, and how often callers came; in memory unless given. */
  readonly cache?: Cache;
  /**
   * Hosts, as callers name them (`localhost:8787`), by which anybody may call, without a key: for where something else
   * keeps others out. Unless given, everybody is asked for a key, which `createKey` makes.
   */
  readonly names?: readonly string[];
  /** Origins of other sites whose pages may call, such as `https://logs.example.com`. */
  readonly corsOrigins?: readonly string[];
  /** Requests a minute of each key; as many as come unless given. */
  readonly rateMax?: number | null;
  /** `source.hostname` of pushed events that name none. Default `api`. */
  readonly hostname?: string;
  /** IANA name, for pushed times without an offset. Default UTC. */
  readonly timeZone?: string;
  /** As told at `/` and in the OpenAPI document. Default `library`. */
  readonly version?: string;
  /** Told of changes by admins, and of faults that callers only see as "internal error"; nobody is unless given. */
  readonly log?: Log;
  /** Epoch milliseconds. `Date.now` unless given. */
  readonly now?: () => number;
}

/** An API that is served by others. */
export interface ApiHandler {
  /** Answers a request; never rejects. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Makes an API key, kept in the state store; gives its text, which is nowhere else. */
  readonly createKey: (key: { name: string; scopes: readonly Scope[] }) => Promise<string>;
}

/** Makes an API; nothing is asked of the store before the first request. */
export function createApi(options: ApiHandlerOptions): ApiHandler {
  const { state = new MemoryState(), log = SILENT, now = Date.now, names } = options;
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  const { bus = options.writer && createDirectBus({ writer: options.writer, now, log }) } = options;
  const ports = {
    bus: bus ?? NO_BUS,
    store: options.reader,
    state,
    cache: options.cache ?? openMemoryCache({ now }),
    checkCache: () => Promise.resolve(),
    ...{ now, random, log },
  };
  const app = createApp(ports, {
    host: "0.0.0.0",
    port: 80, // The names are complete as they are given.
    apiKeys: names === undefined ? "required" : "auto",
    insecureNames: names ?? [],
    corsOrigins: options.corsOrigins ?? [],
    rateMax: options.rateMax ?? null,
    hostname: options.hostname ?? "api",
    timeZone: options.timeZone ?? "UTC",
    version: options.version ?? "library",
  });
  return {
    fetch: async (request) => await app.fetch(request),
    async createKey({ name, scopes }) {
      const wanted = { name, scopes, expiresMs: null, rateMax: null, createdBy: "library" };
      const made = await createKey(state, wanted, { now, random });
      if (made !== null) return made.text;
      throw new RangeError("Cannot make an API key: there are as many as there may be; revoke one");
    },
  };
}

const NO_BUS: Pick<Bus, "publish" | "status"> = {
  publish: () => Promise.reject(nowhere()),
  status: () => Promise.reject(nowhere()),
};

function nowhere(): Error {
  return new UnavailableError("Cannot take events: this API has neither a writer nor a bus");
}

const SILENT: Log = { info() {}, warn() {}, error() {} };
