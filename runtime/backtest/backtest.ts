import { Replay } from "../../core/alert/replay.ts";
import type { ReplayRecord } from "../../core/alert/replay_record.ts";
import type { Rule } from "../../core/alert/rule.ts";
import type { Uncounted } from "../../core/alert/uncounted.ts";
import { toTallyPlans } from "../../core/alert/tally_plan.ts";
import { toPolicies } from "../../core/alert/to_policies.ts";
import type { LogReader } from "../../ports/log_store.ts";
import { Pace } from "../pace.ts";
import { CountFeed } from "./count_feed.ts";
import { EventFeed } from "./event_feed.ts";
import type { Feed, FeedOptions } from "./feed.ts";
import { teachPast, toFeedFrom } from "./teach_past.ts";

/** What is asked. */
export interface BacktestOptions {
  /** At most {@linkcode BACKTEST_RULES_MAX}, with names of their own; also those that are not enabled. */
  readonly rules: readonly Rule[];
  /** Windows that end after it are judged, epoch milliseconds. */
  readonly fromMs: number;
  /** And not after this. */
  readonly toMs: number;
  /** Has the past. */
  readonly store: Pick<LogReader, "search" | "aggregate">;
  /** Ends it; it rejects with the reason. */
  readonly signal: AbortSignal;
  /** Ends it early: what was found until then is told. */
  readonly enough?: AbortSignal;
  /** Room that all rules share; as much as in the service unless told. */
  readonly cells?: number | undefined;
  /** Told now and then where the clock stands. */
  readonly onProgress?: (nowMs: number) => void;
}

/** What rules would have found. */
export interface Backtest {
  /** As asked for, epoch milliseconds. */
  readonly fromMs: number;
  /** How far it got. */
  readonly toMs: number;
  /** Whether that is as far as was asked for. */
  readonly isWhole: boolean;
  /** In the order of the rules. */
  readonly rules: readonly BacktestedRule[];
  /** Names of those who would be told. */
  readonly receivers: readonly string[];
  /** Alerts and notices. */
  readonly record: ReplayRecord;
}

/** One of the rules. */
export interface BacktestedRule {
  /** Its name. */
  readonly name: string;
  /** That match its query, as far as windows need them. */
  readonly events: number;
  /** That were not counted. */
  readonly uncounted: Readonly<Uncounted>;
}

/** Rules of one backtest. */
export const BACKTEST_RULES_MAX = 50;

/**
 * Lets rules judge what is stored, as if they had been there: each event counts when it happened, whenever it came.
 * What held already at the beginning is found to begin there. Memory is bounded, whatever the rules and events.
 */
export async function backtest(options: BacktestOptions): Promise<Backtest> {
  const { rules, fromMs, toMs, signal, enough, cells } = options;
  const policies = toPolicies(rules);
  const replay = new Replay({ rules, receivers: policies, startMs: fromMs, order: "past", cells });
  const ending = new AbortController();
  const ended = AbortSignal.any([signal, ending.signal, ...enough === undefined ? [] : [enough]]);
  const feeds: Feed[] = [];
  const clock = { nowMs: fromMs };
  try {
    for (const [i, run] of replay.runs.entries()) {
      const own = { rule: rules[i]!, run, store: options.store, signal: ended };
      feeds.push(await openFeed({ ...own, ...toSpan(own.rule, options) }, fromMs));
    }
    await follow({ ...options, replay, feeds, clock, signal: ended });
  } catch (error) {
    signal.throwIfAborted();
    if (!enough?.aborted) throw error;
  } finally {
    ending.abort(); // What was asked ahead is of no use any more.
  }
  return {
    ...{ fromMs, toMs: clock.nowMs, isWhole: clock.nowMs >= toMs, record: replay.record },
    receivers: policies.map(({ name }) => name),
    rules: replay.runs.map(({ rule: { name }, uncounted }, i) => {
      return { name, events: feeds[i]?.events ?? 0, uncounted };
    }),
  };
}

function toSpan(rule: Rule, { rules, fromMs, toMs }: BacktestOptions) {
  return {
    fromMs: toFeedFrom(rule, fromMs),
    toMs: Math.floor(toMs / rule.intervalMs) * rule.intervalMs,
    sizeWanted: Math.min(SIZE_WANTED, Math.ceil(SIZE_HELD / rules.length)),
  };
}

/** Tells its rule what was before. */
async function openFeed(options: FeedOptions, fromMs: number): Promise<Feed> {
  await teachPast(options, fromMs);
  const plans = toTallyPlans(options.rule);
  return plans === null ? new EventFeed(options) : new CountFeed(options, plans);
}

interface Following extends Pick<BacktestOptions, "toMs" | "signal" | "onProgress"> {
  readonly replay: Replay;
  readonly feeds: readonly Feed[];
  readonly clock: { nowMs: number };
}

/** Lets the clock go on, each time to where something can happen, and gives what happened until then. */
async function follow(
  { replay, feeds, clock, toMs, signal, onProgress }: Following,
): Promise<void> {
  const { stepMs } = replay;
  const pace = new Pace(signal);
  while (clock.nowMs < toMs) {
    let nextMs = (Math.floor(clock.nowMs / stepMs) + 1) * stepMs;
    for (const feed of feeds) if (feed.needs(nextMs)) await feed.load(nextMs);
    const dueMs = Math.min(toMs, ...feeds.map((feed) => feed.dueMs));
    const beforeMs = (Math.ceil(dueMs / stepMs) - 1) * stepMs;
    if (beforeMs > nextMs && replay.isQuiet()) nextMs = beforeMs;
    else for (const feed of feeds) feed.give(nextMs);
    clock.nowMs = Math.min(nextMs, toMs);
    replay.advance(clock.nowMs);
    if (!pace.isDue) continue;
    onProgress?.(clock.nowMs);
    await pace.rest();
  }
}

/** Groups of one answer of the store. */
const SIZE_WANTED = 4000;

/** Of the answers of all rules. */
const SIZE_HELD = 40_000;
