import { createTestApp, textsOf } from "../../services/api/testing.ts";
import { VirtualClock } from "../../tests/virtual_clock.ts";
import { BASE } from "../../services/api/testing.ts";
import { createLogger, type Logger } from "./logger.ts";
import type { Drop, LoggerOptions } from "./options.ts";

/** What a test may put in place of the defaults. */
export interface TestLoggerOptions {
  /**
   * What comes instead of the app's answer to the so-manieth request, from 0; thrown where it is an error. `lost`: the
   * app gets it, but its answer is lost; null = the app's.
   */
  readonly instead?: (index: number, atMs: number) => Response | Error | "lost" | null;
  /** In place of the defaults. */
  readonly logger?: Partial<LoggerOptions>;
}

/** A logger whose events go to an app of its own, by a clock of its own. */
export interface TestLogger {
  /** To be tried. */
  readonly logger: Logger;
  /** Passes when told to. */
  readonly clock: VirtualClock;
  /** What it sent: when, under which key. */
  readonly requests: readonly { readonly atMs: number; readonly key: string | null }[];
  /** What `onDrop` was told. */
  readonly drops: readonly Drop[];
  /** What `onProblem` was told. */
  readonly problems: readonly (string | null)[];
  /** Lets time pass, and the logger do all that it does meanwhile. */
  pass(ms: number): Promise<void>;
  /** Events that the app has, by their ids, in order. */
  stored(): Record<string, unknown>[];
}

/** Makes a logger for one test. */
export function createTestLogger(given: TestLoggerOptions = {}): TestLogger {
  const { app, published } = createTestApp();
  const clock = new VirtualClock();
  const requests: TestLogger["requests"][number][] = [];
  const drops: Drop[] = [];
  const problems: (string | null)[] = [];
  const wakes = new Set<number>();
  const logger = createLogger({
    url: BASE,
    async fetch(request) {
      const instead = given.instead?.(requests.length, clock.nowMs) ?? null;
      requests.push({ atMs: clock.nowMs, key: request.headers.get("idempotency-key") });
      if (instead instanceof Error) throw instead;
      if (instead instanceof Response) return instead;
      const answer = await app.fetch(request);
      if (instead === null) return answer;
      await answer.body?.cancel();
      throw new TypeError("the connection broke");
    },
    wait: (ms, signal) => {
      const atMs = clock.nowMs + ms + wakes.size * TOLD_APART_MS;
      wakes.add(atMs);
      return clock.wait(ms, signal).finally(() => wakes.delete(atMs));
    },
    random: () => 1,
    now: () => clock.nowMs,
    onDrop: (drop) => drops.push(drop),
    onProblem: (problem) => problems.push(problem?.message ?? null),
    ...given.logger,
  });
  /** Until the logger waits for time to pass, or for events. */
  const settle = async () => {
    do await new Promise((resolve) => setTimeout(resolve)); while (
      logger.status().waiting > 0 && wakes.size === 0
    );
  };
  const pass = async (ms: number) => {
    const endMs = clock.nowMs + ms;
    for (;;) {
      await settle();
      const nextMs = Math.min(endMs, ...wakes);
      await clock.pass(Math.max(0, nextMs - clock.nowMs));
      if (nextMs >= endMs) break;
    }
    await settle();
  };
  const stored = () => {
    const byId = new Map<string, string>();
    for (const batch of published) {
      textsOf([batch]).forEach((text, i) => {
        const id = `${batch.origin} ${batch.positions[i]}`;
        if (!byId.has(id)) byId.set(id, text);
      });
    }
    return [...byId.values()].map((text) => JSON.parse(text));
  };
  return { logger, clock, requests, drops, problems, pass, stored };
}

/** Two waits may end together. */
const TOLD_APART_MS = 1e-6;
