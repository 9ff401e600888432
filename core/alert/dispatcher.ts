import type { ActiveAlert } from "./active_alert.ts";
import type { Notice } from "./notice.ts";
import {
  type Outstanding,
  type PackedTold,
  type TellingPolicy,
  ToldGroup,
  type ToTell,
} from "./told_group.ts";

/** How a receiver wants to be told. */
export interface ReceiverPolicy extends Omit<TellingPolicy, "isMuted"> {
  /** By which rules name it. */
  readonly name: string;
  /** Alerts with the same values of these go together: `rule`, `severity`, or a label. */
  readonly groupBy: readonly string[];
}

/** What is to become a notice. */
export interface Draft extends ToTell {
  /** Of the notice; none had it before. */
  readonly id: string;
  /** Name of the receiver. */
  readonly receiver: string;
  /** What the alerts have in common, as JSON. */
  readonly group: string;
}

/** A dispatcher as JSON. */
export interface PackedDispatcher {
  /** How many notices were made. */
  readonly made: number;
  /** By receiver and group. */
  readonly told: readonly (readonly [receiver: string, group: string, told: PackedTold])[];
}

/**
 * Decides who is to be told what, and when: one notice of a group of alerts at a time, until its receiver took it;
 * what happens meanwhile is in the next. So nothing is left out, however long a receiver is away, and what is kept
 * for it is bounded. A pure function of what it is given.
 */
export class Dispatcher {
  /** The ids of its notices begin with it. */
  readonly prefix: string;
  #policies: ReadonlyMap<string, ReceiverPolicy> = new Map();
  /** By receiver, then group. */
  readonly #told = new Map<string, Map<string, ToldGroup>>();
  #made = 0;

  /** Tells nobody yet; no other has the same prefix. */
  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** Tells these from now on, and forgets what was to be told to others. */
  setReceivers(policies: readonly ReceiverPolicy[]): void {
    this.#policies = new Map(policies.map((policy) => [policy.name, policy]));
    for (const name of this.#told.keys()) if (!this.#policies.has(name)) this.#told.delete(name);
  }

  /** An alert fires. */
  raise(alert: ActiveAlert): void {
    for (const name of alert.receivers) this.#groupOf(name, alert)?.raise(alert);
  }

  /** It is over, whatever its rule says by now of who is told. */
  clear(alert: ActiveAlert): void {
    for (const name of alert.receivers) this.#groupOf(name, alert)?.clear(alert);
  }

  /**
   * The notices to be made now. `isMuted`: nobody is to be told of it while it fires (but that it is over, where it
   * was told before); once it is muted no longer it is told anew.
   */
  due(nowMs: number, isMuted: (alert: ActiveAlert) => boolean): Draft[] {
    const drafts: Draft[] = [];
    for (const [receiver, group, told] of this.#all()) {
      const toTell = told.due(nowMs, { ...this.#policies.get(receiver)!, isMuted });
      if (toTell !== null) drafts.push({ ...toTell, id: this.#nextId(), receiver, group });
      else if (told.isIdle()) this.#told.get(receiver)!.delete(group);
    }
    return drafts;
  }

  /** Keeps the notice that was made of a draft until it is taken. */
  hold(notice: Notice): void {
    this.#find(notice)?.hold(notice);
  }

  /** The notices that were not taken yet. */
  outstanding(): Outstanding[] {
    return [...this.#all()].flatMap(([, , { outstanding }]) => outstanding ?? []);
  }

  /** The receiver took it. */
  taken(notice: Notice, nowMs: number): void {
    this.#find(notice)?.taken(nowMs);
  }

  /** It did not: to be tried again at that time. */
  failed(notice: Notice, { reason, nextMs }: { reason: string; nextMs: number }): void {
    this.#find(notice)?.failed(reason, nextMs);
  }

  /** As JSON. */
  pack(): PackedDispatcher {
    const told = [...this.#all()].map(([receiver, group, told]) =>
      [receiver, group, told.pack()] as const
    );
    return { made: this.#made, told };
  }

  /** Goes on from what was packed, for the receivers that there are; those that group otherwise now are told anew. */
  unpack({ made, told }: PackedDispatcher): void {
    this.#made = made;
    for (const [receiver, group, packed] of told) {
      const groupBy = this.#policies.get(receiver)?.groupBy;
      const names = (JSON.parse(group) as [string, string][]).map(([name]) => name);
      if (names.join("\n") === groupBy?.join("\n")) {
        this.#groupsOf(receiver)!.set(group, ToldGroup.unpack(packed));
      } else packed.firing.forEach((alert) => this.#groupOf(receiver, alert)?.raise(alert));
    }
  }

  *#all(): Generator<[receiver: string, group: string, told: ToldGroup]> {
    for (const [receiver, groups] of this.#told) {
      for (const [group, told] of groups) yield [receiver, group, told];
    }
  }

  #groupOf(receiver: string, { rule, severity, labels }: ActiveAlert): ToldGroup | null {
    const groups = this.#groupsOf(receiver);
    if (groups === null) return null;
    const values: Readonly<Record<string, string>> = { ...labels, rule, severity };
    const { groupBy } = this.#policies.get(receiver)!;
    const group = JSON.stringify(groupBy.map((name) => [name, values[name] ?? ""]));
    const told = groups.get(group) ?? new ToldGroup();
    groups.set(group, told);
    return told;
  }

  #groupsOf(receiver: string): Map<string, ToldGroup> | null {
    if (!this.#policies.has(receiver)) return null;
    const groups = this.#told.get(receiver) ?? new Map<string, ToldGroup>();
    this.#told.set(receiver, groups);
    return groups;
  }

  /** One whose id is that of the notice; it may have been forgotten. */
  #find({ receiver, group, id }: Notice): ToldGroup | null {
    const told = this.#told.get(receiver)?.get(group);
    const known = told?.outstanding ?? null;
    return told !== undefined && (known === null || known.notice.id === id) ? told : null;
  }

  #nextId(): string {
    return `${this.prefix}-${(++this.#made).toString(36)}`;
  }
}
