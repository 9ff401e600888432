import type { Bus } from "../../ports/bus.ts";
import type { Cache } from "../../ports/cache.ts";
import type { LogReader } from "../../ports/log_store.ts";
import type { Registry } from "../../runtime/prometheus.ts";
import type { Log } from "../../runtime/log.ts";
import type { StateStore } from "../../ports/state_store.ts";
import type { StreamClock } from "./stream.ts";

/** What the API needs from outside. */
export interface ApiPorts {
  /** Takes pushed events. */
  readonly bus: Pick<Bus, "publish" | "status">;
  /** Answers searches. */
  readonly store: LogReader;
  /** Has the heartbeats of all services, the keys, and what users keep. */
  readonly state: StateStore;
  /** Counts what is pushed. */
  readonly cache: Cache;
  /** Rejects while the cache's server cannot be reached. */
  checkCache(): Promise<unknown>;
  /** The time, epoch milliseconds. */
  now(): number;
  /** So many random bytes. */
  random(bytes: number): Uint8Array;
  /** Told of every change by an admin, of what may go wrong, and of faults that clients only see as "internal error". */
  readonly log: Log;
}

/** How the API is run. */
export interface ApiOptions {
  /** Address to listen on. */
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** This machine's name: `source.hostname` of pushed events that name none. */
  readonly hostname: string;
  /** IANA name, for pushed times without an offset. */
  readonly timeZone: string;
  /** LogFlow's version, as told at `/` and in the OpenAPI document. */
  readonly version: string;
  /** `required`: everybody is asked for a key; `auto` (the default): where `host` is not loopback. */
  readonly apiKeys?: "auto" | "required";
  /** Names of hosts by which clients may call; not empty = on any address, and by `auto` nobody is asked for a key. */
  readonly insecureNames?: readonly string[];
  /** Origins of other sites whose pages may call, e.g. `https://logs.example.com`. */
  readonly corsOrigins?: readonly string[];
  /** Requests a minute of each key, and of all without one together; null (the default) = as many as come. */
  readonly rateMax?: number | null;
  /** Events a second that may be pushed to all APIs together; null (the default) = as many as come. */
  readonly ingestMax?: number | null;
  /** What `/metrics` tells beside the counts of this API; a new one unless told. */
  readonly registry?: Registry;
  /** A request's time in all, milliseconds. Default {@linkcode DEADLINE_MS}. */
  readonly deadlineMs?: number;
  /** How long a backtest of rules may take, milliseconds. A minute unless told. */
  readonly backtestMs?: number;
  /** How long `/ready` waits for each dependency, milliseconds. Default {@linkcode READY_MS}. */
  readonly readyMs?: number;
  /** By what streams measure how long their clients take; the machine's unless replaced. */
  readonly clock?: StreamClock;
  /** How long a stop waits for requests under way, milliseconds. Default {@linkcode STOP_MS}. */
  readonly stopMs?: number;
  /** Called once connections are accepted, with the actual port. */
  onListen?(address: { readonly host: string; readonly port: number }): void;
}

/** A request is given up (503) after this long. */
export const DEADLINE_MS = 30_000;

/** A dependency that says nothing for this long is not ready. */
export const READY_MS = 2_000;

/** After a stop, requests under way have this long to finish. */
export const STOP_MS = 5_000;
