import type { LogEvent } from "../event.ts";
import type { Findings } from "./findings.ts";
import { toFingerprint } from "./fingerprint.ts";
import type { PackedRun } from "./packed_run.ts";
import { SharedRoom } from "./room.ts";
import type { Rule } from "./rule.ts";
import { RuleIndex } from "./rule_index.ts";
import { RuleRun } from "./rule_run.ts";

/** A rule, and what tells whether another counts the same: the text is the same then. */
export interface KnownRule {
  /** Its name is its own. */
  readonly rule: Rule;
  /** As `hashRule` gives it. */
  readonly hash: string;
}

/** How far an engine is, as JSON: by the name of each rule. */
export type PackedEngine = { readonly [name: string]: readonly [hash: string, run: PackedRun] };

/**
 * Many rules over one stream of events: a pure function of the events and the times it is given. What is packed
 * and unpacked goes on as if nothing had happened.
 */
export class AlertEngine {
  readonly #room: SharedRoom;
  #runs = new Map<string, { readonly hash: string; readonly run: RuleRun }>();
  #index = new RuleIndex<RuleRun>([]);

  /** Without rules. */
  constructor(room: SharedRoom = new SharedRoom()) {
    this.#room = room;
  }

  /** Rules by name, with what they have counted. */
  get runs(): readonly RuleRun[] {
    return [...this.#runs.values()].map(({ run }) => run);
  }

  /**
   * Watches these rules from now on, which see the events that arrive after `startMs`. A rule that counts the same
   * as one of its name before goes on where that was; what was an alert of another is cleared. Returns those that begin.
   */
  setRules(rules: readonly KnownRule[], startMs: number, findings: Findings): RuleRun[] {
    const before = this.#runs;
    const begun: RuleRun[] = [];
    this.#runs = new Map();
    for (const { rule, hash } of rules) {
      const known = before.get(rule.name);
      const isSame = known?.hash === hash;
      const run = isSame ? known.run : new RuleRun(rule, { startMs, room: this.#room });
      this.#runs.set(rule.name, { hash, run });
      if (isSame) before.delete(rule.name);
      else begun.push(run);
      if (run.rule !== rule) run.replace(rule);
    }
    for (const { run } of before.values()) run.end(findings);
    this.#index = new RuleIndex(this.runs.map((run) => ({ query: run.rule.query, item: run })));
    return begun;
  }

  /** Counts an event for the rules that take it. */
  add(event: LogEvent): void {
    this.#index.find(event, (run) => run.add(event));
  }

  /** As {@linkcode RuleRun.look}, for all rules. */
  look(nowMs: number, findings: Findings): void {
    for (const { run } of this.#runs.values()) run.look(nowMs, findings);
  }

  /**
   * Judges the windows of which nothing more comes: `progressMs` tells up to when all events have been added. Stops
   * after a moment; false = there may be more to judge, for which it is to be asked again before events are added.
   */
  judge(progressMs: number, nowMs: number, findings: Findings): boolean {
    let effort = JUDGED_AT_ONCE;
    for (const { run } of this.#runs.values()) {
      const untilMs = progressMs - run.rule.latenessMs;
      effort = run.judge({ untilMs, nowMs, effort }, findings);
      if (effort === 0) return false;
    }
    return true;
  }

  /** The clock had been ahead of this: windows that end later are judged again. */
  rewind(nowMs: number): void {
    for (const { run } of this.#runs.values()) run.rewind(nowMs);
  }

  /** Fingerprints of all alerts. */
  raised(): Set<string> {
    const found = this.runs.flatMap((run) =>
      run.raised().map((values) => toFingerprint(run.rule.name, values))
    );
    return new Set(found);
  }

  /** As JSON. */
  pack(): PackedEngine {
    const entries = [...this.#runs].map(([name, { hash, run }]) => [name, [hash, run.pack()]]);
    return Object.fromEntries(entries);
  }

  /** Goes on from what was packed, for rules that count the same. Returns the others: they begin. */
  unpack(packed: PackedEngine): RuleRun[] {
    const begun: RuleRun[] = [];
    for (const [name, { hash, run }] of this.#runs) {
      const [known, state] = Object.hasOwn(packed, name) ? packed[name]! : ["", null];
      if (state !== null && known === hash) run.unpack(state);
      else begun.push(run);
    }
    return begun;
  }
}

/** Groups of windows: a few tenths of a second. */
const JUDGED_AT_ONCE = 300_000;
