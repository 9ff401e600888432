import { UnavailableError } from "../../core/errors.ts";
import type { LogReader } from "../../ports/log_store.ts";
import { wait } from "../../runtime/wait.ts";
import { eventually } from "../e2e/eventually.ts";
import { Arrivals } from "./check_store.ts";

/** Somebody who reads lines in order of arrival while they are stored. */
export interface Follower extends AsyncDisposable {
  /** Resolves once every line came; throws where one came never, twice or out of order, or another came. */
  assertOnce(lines: readonly string[]): Promise<void>;
}

/** Starts to follow a store, through its outages. */
export function followStore(reader: LogReader): Follower {
  const arrivals = new Arrivals();
  const stopping = new AbortController();
  const following = follow(arrivals, reader, stopping.signal);
  following.catch(() => {}); // Whoever asserts or disposes is told.
  const stop = async () => {
    stopping.abort();
    await following;
  };
  return {
    async assertOnce(lines) {
      const ended = Promise.race([
        following,
        eventually("all lines to be followed", () => {
          return arrivals.count >= lines.length || null;
        }),
      ]);
      await ended.catch(() => {}); // What follows says more: which lines are missing, or why it ended.
      await stop();
      arrivals.assertOnce(lines);
    },
    [Symbol.asyncDispose]: () => stop().catch(() => {}),
  };
}

async function follow(arrivals: Arrivals, reader: LogReader, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await arrivals.readOn(reader);
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
    }
    await wait(PAUSE_MS, signal).catch(() => {});
  }
}

const PAUSE_MS = 50;
