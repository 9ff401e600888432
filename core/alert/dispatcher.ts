import type { ActiveAlert } from "./active_alert.ts";
import type { Notice } from "./notice.ts";
import type { Failure, Outstanding, ToldState, ToTell } from "./told_group.ts";
import { type PackedReceiver, type ReceiverPolicy, ToldReceiver } from "./told_receiver.ts";

/** What is to become a notice. */
export interface Draft extends ToTell {
  /** Of the notice; none had it before. */
  readonly id: string;
  /** Name of the receiver. */
  readonly receiver: string;
  /** What the alerts have in common, as JSON. */
  readonly group: string;
}

/** A group of alerts of which somebody is to be told yet. */
export type WaitingGroup = Pick<Notice, "receiver" | "group">;

/** How it stands with one who is to be told of an alert. */
export interface Telling {
  /** Its name. */
  readonly receiver: string;
  /** `unknown`: there is none of this name. */
  readonly state: ToldState | "unknown";
}

/** How it stands with all that a receiver is to be told. */
export interface Reception {
  /** Its name. */
  readonly name: string;
  /** Notices that it has not taken yet. */
  readonly waiting: number;
  /** Why it did not take the one that it did not take for longest; null = it was not asked yet. */
  readonly failure: string | null;
  /** Since when it did not, epoch milliseconds. */
  readonly sinceMs: number | null;
}

/** A dispatcher as JSON. */
export interface PackedDispatcher {
  /** How many notices were made. */
  readonly made: number;
  /** Alerts that are over, of which somebody is to be told yet. */
  readonly over: readonly ActiveAlert[];
  /** By name. */
  readonly receivers: readonly (readonly [name: string, told: PackedReceiver])[];
}

/**
 * Decides who is to be told what, and when: one notice of a group of alerts at a time, until its receiver took it;
 * what happens meanwhile is in the next. So a receiver hears of all that fires when it is back, however long it was
 * away, and of the end of all that it knew; of what came and went meanwhile as much as there is room for, the rest is
 * counted. A pure function of what it is given.
 */
export class Dispatcher {
  /** The ids of its notices begin with it. */
  readonly prefix: string;
  readonly #receivers: ReadonlyMap<string, ToldReceiver>;
  #made = 0;

  /** Is to tell these; no other has the same prefix. */
  constructor(prefix: string, policies: readonly ReceiverPolicy[]) {
    this.prefix = prefix;
    this.#receivers = new Map(policies.map((policy) => [policy.name, new ToldReceiver(policy)]));
  }

  /** An alert fires. It is told as it is by then: the object is kept. */
  raise(alert: ActiveAlert): void {
    for (const name of alert.receivers) this.#receivers.get(name)?.raise(alert);
  }

  /** It is over, whatever its rule says by now of who is told. */
  clear(alert: ActiveAlert): void {
    const lengthMax = this.#shareOf(OVER_LENGTH_MAX);
    for (const name of alert.receivers) this.#receivers.get(name)?.clear(alert, lengthMax);
  }

  /**
   * The notices to be made now. `isMuted`: nobody is to be told of it while it fires (but that it is over, where it
   * was told before); once it is muted no longer it is told anew.
   */
  due(nowMs: number, isMuted: (alert: ActiveAlert) => boolean): Draft[] {
    const drafts: Draft[] = [];
    const bounds = { isMuted, lengthMax: this.#shareOf(OUTSTANDING_LENGTH_MAX) };
    for (const [name, receiver] of this.#receivers) {
      for (const toTell of receiver.due(nowMs, bounds)) {
        drafts.push({ ...toTell, id: this.#nextId(), receiver: name });
      }
    }
    return drafts;
  }

  /** Keeps the notice that was made of a draft until it is taken, or refused. */
  hold(notice: Notice): void {
    this.#find(notice)?.hold(notice);
  }

  /** The notices that were not taken yet. */
  outstanding(): Outstanding[] {
    return [...this.#receivers.values()].flatMap((receiver) => receiver.outstanding());
  }

  /** Whose notices, of which groups, were not taken yet, or are to be made anew. */
  waiting(): WaitingGroup[] {
    return [...this.#receivers].flatMap(([name, receiver]) =>
      [...receiver.waiting()].map(([group]) => ({ receiver: name, group }))
    );
  }

  /** The receiver took it. */
  taken(notice: Notice, nowMs: number): void {
    this.#receivers.get(notice.receiver)?.taken(notice, nowMs);
  }

  /** It did not: it is to be tried again. */
  failed(notice: Notice, failure: Failure): void {
    this.#find(notice)?.failed(failure);
  }

  /** It refuses what it is told: another notice is to be made later, of what is true by then. */
  refused(notice: Notice, failure: Failure): void {
    this.#find(notice)?.refuse(failure);
  }

  /** Who is told of an alert that fires. */
  tellings(alert: ActiveAlert): Telling[] {
    return alert.receivers.map((receiver) => {
      const state = this.#receivers.get(receiver)?.stateOf(alert) ?? "unknown";
      return { receiver, state };
    });
  }

  /** How it stands with each receiver. */
  receptions(): Reception[] {
    return [...this.#receivers].map(([name, receiver]) => {
      const waiting = [...receiver.waiting()].map(([, tries]) => tries);
      const [oldest] = waiting.filter(({ sinceMs }) => sinceMs !== null)
        .sort((a, b) => a.sinceMs! - b.sinceMs!);
      const { reason = null, sinceMs = null } = oldest ?? {};
      return { name, waiting: waiting.length, failure: reason, sinceMs };
    });
  }

  /** As JSON; what fires is left to who keeps it. */
  pack(): PackedDispatcher {
    const places = new Map<ActiveAlert, number>();
    const place = (alert: ActiveAlert) => {
      const found = places.get(alert) ?? places.size;
      places.set(alert, found);
      return found;
    };
    const receivers = [...this.#receivers].map(([name, receiver]) =>
      [name, receiver.pack(place)] as const
    );
    return { made: this.#made, over: [...places.keys()], receivers };
  }

  /** Goes on from what was packed, for the receivers that there are, given what fires, by fingerprint. */
  unpack(
    { made, over, receivers }: PackedDispatcher,
    firing: ReadonlyMap<string, ActiveAlert>,
  ): void {
    this.#made = made;
    for (const [name, told] of receivers) this.#receivers.get(name)?.unpack(told, firing, over);
  }

  #find(notice: Notice) {
    return this.#receivers.get(notice.receiver)?.groupOf(notice) ?? null;
  }

  /** Of what all receivers have together. */
  #shareOf(length: number): number {
    return length / this.#receivers.size;
  }

  #nextId(): string {
    return `${this.prefix}-${(++this.#made).toString(36)}`;
  }
}

/** Of notices that are not taken yet (see `lengthOf`): each receiver has its share, in any case room for one. */
const OUTSTANDING_LENGTH_MAX = 24 * 1024 * 1024;

/** Of alerts that are over before somebody was told that they fire: each receiver has its share. */
const OVER_LENGTH_MAX = 24 * 1024 * 1024;
