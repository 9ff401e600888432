import type { ReceiverPolicy } from "../../core/alert/told_receiver.ts";
import type { Leases } from "../../ports/leases.ts";
import type { LogReader } from "../../ports/log_store.ts";
import type { Notifier } from "../../ports/notifier.ts";
import type { StateStore } from "../../ports/state_store.ts";
import type { RuleSet } from "../../runtime/rules/rule_source.ts";
import type { AlertView } from "../../runtime/alert_view.ts";
import type { Wait } from "../../runtime/wait.ts";

/** What `alert` works with. */
export interface AlertPorts {
  /** Read in order of arrival; searched for samples; asked for what was before a rule. */
  readonly store: Pick<LogReader, "since" | "search" | "aggregate">;
  /** Keeps how far alerting is. */
  readonly state: StateStore;
  /** Of several `alert` one acts. */
  readonly leases: Leases;
  /** The rules as they are now. */
  readonly readRules: () => Promise<RuleSet>;
  /** By name. */
  readonly receivers: ReadonlyMap<string, Receiver>;
  /** Who is told that alerting works; null = nobody. */
  readonly heartbeat: HeartbeatTarget | null;
  /** Where people reach LogFlow, without `/` at the end; null = nobody said. */
  readonly publicUrl: string | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** So many random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  /** Replaced in tests. */
  readonly wait: Wait;
  /** Hears what happens. */
  readonly listener: AlertListener;
}

/** Somebody who is told. */
export interface Receiver {
  /** How. */
  readonly policy: ReceiverPolicy;
  /** Over which channel. */
  readonly notifier: Notifier;
}

/** Who raises an alarm when nothing comes any more. */
export interface HeartbeatTarget {
  /** How often it is told. */
  readonly intervalMs: number;
  /** Tells it, and what somebody should mend (null = nothing), within 30 s; rejects where it did not take it. */
  readonly beat: (problem: string | null, signal: AbortSignal) => Promise<void>;
}

/** Is told what happens. */
export interface AlertListener {
  /** Whether this one of all `alert` is the one that acts. */
  acts(isActing: boolean): void;
  /** After each look: how many events arrived, perhaps none. */
  arrived(events: number): void;
  /** After each look: how long it took to judge what arrived and to keep what came of it, milliseconds. */
  worked(ms: number): void;
  /** As it begins to act, and after all was kept: what it shows of itself. */
  shown(view: AlertView): void;
  /** Something worth a line of the log. */
  info(message: string): void;
  /** Something that somebody should mend. */
  warn(message: string): void;
  /** What keeps alerting from doing its work; null = nothing any more. */
  problem(problem: string | null): void;
  /** A receiver took a notice, or did not. */
  told(receiver: string, isTaken: boolean): void;
}
