import type { StateStore } from "../ports/state_store.ts";
import type { Config } from "../runtime/config.ts";
import { type HeartbeatFacts, keepHeartbeat } from "../runtime/heartbeat.ts";
import type { Log } from "../runtime/log.ts";
import { toAddress } from "../runtime/address.ts";
import { toEngine } from "./engine.ts";
import { openState } from "./compose_state.ts";

/** Who beats. */
export interface BeatOptions {
  /** Where the state store is. */
  readonly config: Config;
  /** As in its log, e.g. `ship`. */
  readonly name: string;
  /** Where it serves `/health`: with the name of its machine that tells it apart from others of its kind. */
  readonly port: number;
  /** Hears of trouble. */
  readonly log: Log;
  /** What is wrong with the service now; null = nothing. */
  readonly problem: () => string | null;
  /** What else it wants known. */
  readonly facts?: () => HeartbeatFacts;
}

/** Opens the state store and keeps a heartbeat of the service in it, until what it returns is disposed. */
export async function openBeat(
  { config, name, port, log, problem, facts }: BeatOptions,
): Promise<{ readonly state: StateStore } & AsyncDisposable> {
  const state = await openState(config, log);
  const ending = new AbortController();
  const hostname = Deno.hostname();
  const engine = toEngine(config);
  const beating = keepHeartbeat({
    state,
    self: {
      service: name,
      instance: toAddress(hostname, port),
      hostname,
      pid: Deno.pid,
      startedAt: Date.now(),
    },
    facts: () => ({ problem: problem(), memory: Deno.memoryUsage().rss, engine, ...facts?.() }),
    signal: ending.signal,
    onTrouble: (error) => log.warn(error.message),
  });
  return {
    state,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await beating;
      await state[Symbol.asyncDispose]();
    },
  };
}
