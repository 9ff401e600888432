import type { Rule } from "../../core/alert/rule.ts";
import type { RuleRun } from "../../core/alert/rule_run.ts";
import type { LogReader } from "../../ports/log_store.ts";

/** Gives one rule what is stored of its events, in order of time, as the clock gets there. */
export interface Feed {
  /** How many events were given. */
  readonly events: number;
  /** Nothing that it still has, or has to load, is due before. */
  readonly dueMs: number;
  /** Whether it has to load before it can give what happened before that time. */
  needs(toMs: number): boolean;
  /** Loads; what is given must be due before `toMs`. */
  load(toMs: number): Promise<void>;
  /** Gives what happened before that time in whole intervals of the rule. */
  give(toMs: number): void;
}

/** What a feed works with. */
export interface FeedOptions {
  /** Says which events. */
  readonly rule: Rule;
  /** Of the rule. */
  readonly run: RuleRun;
  /** The first event that it needs; a multiple of its interval, epoch milliseconds. */
  readonly fromMs: number;
  /** Behind the last; another. */
  readonly toMs: number;
  /** Asked for. */
  readonly store: Pick<LogReader, "search" | "aggregate">;
  /** Ends all work; it rejects with the reason. */
  readonly signal: AbortSignal;
  /** An answer is to take about so much room, in groups. */
  readonly sizeWanted: number;
}
