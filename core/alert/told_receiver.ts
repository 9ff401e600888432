import { type ActiveAlert, lengthOf } from "./active_alert.ts";
import { labelOf } from "./label_of.ts";
import type { Notice } from "./notice.ts";
import {
  type Outstanding,
  type PackedTold,
  type TellingPolicy,
  ToldGroup,
  type ToldState,
  type ToTell,
  type Tries,
} from "./told_group.ts";

/** How a receiver wants to be told. */
export interface ReceiverPolicy extends Omit<TellingPolicy, "isMuted"> {
  /** By which rules name it. */
  readonly name: string;
  /** Alerts with the same values of these go together: `rule`, `severity`, a label, or their {@linkcode SHARD}. */
  readonly groupBy: readonly string[];
}

/** Divides all alerts into 64 groups of about the same size, for receivers that make groups of their own. */
export const SHARD = ":shard";

/** Who may be told, and how much of it. */
export interface TellingBounds {
  /** Nobody is to be told that it fires. */
  readonly isMuted: TellingPolicy["isMuted"];
  /** Of notices that are not taken yet: see `lengthOf`. */
  readonly lengthMax: number;
}

/** A receiver as JSON: its groups. */
export type PackedReceiver = readonly (readonly [group: string, told: PackedTold])[];

/** One receiver, and what it knows of its groups of alerts. */
export class ToldReceiver {
  readonly #policy: ReceiverPolicy;
  readonly #groups = new Map<string, ToldGroup>();
  /** How much room the alerts take that are over and were not told yet: see `lengthOf`. */
  #overLength = 0;

  /** It knows nothing. */
  constructor(policy: ReceiverPolicy) {
    this.#policy = policy;
  }

  /** An alert fires. */
  raise(alert: ActiveAlert): void {
    const key = this.#toKey(alert);
    const group = this.#groups.get(key) ?? new ToldGroup();
    this.#groups.set(key, group);
    group.raise(alert);
  }

  /** It is over. */
  clear(alert: ActiveAlert, overLengthMax: number): void {
    const group = this.#groups.get(this.#toKey(alert));
    if (group === undefined) return;
    const before = group.overLength;
    group.clear(alert, this.#overLength < overLengthMax);
    this.#overLength += group.overLength - before;
  }

  /** What is to be told now, by group, as long as there is room beside what is not taken yet. */
  *due(
    nowMs: number,
    { isMuted, lengthMax }: TellingBounds,
  ): Generator<ToTell & { readonly group: string }> {
    let room = lengthMax;
    for (const { notice } of this.outstanding()) room -= lengthOfAll(notice);
    this.#overLength = 0;
    for (const [group, told] of this.#groups) {
      const toTell = room > 0 ? told.due(nowMs, { ...this.#policy, isMuted }) : null;
      if (toTell !== null) {
        room -= lengthOfAll(toTell);
        yield { ...toTell, group };
      } else if (told.isIdle() && this.#isOver(told, nowMs)) this.#groups.delete(group);
      this.#overLength += told.overLength;
    }
  }

  /** It took a notice. Others are made before one of that group where there is not room for all. */
  taken(notice: Notice, nowMs: number): void {
    const group = this.groupOf(notice);
    if (group === null) return;
    group.taken(nowMs);
    this.#groups.delete(notice.group);
    this.#groups.set(notice.group, group);
  }

  /** The group of a notice; null = it was forgotten, or another notice was made since. */
  groupOf({ group, id }: Notice): ToldGroup | null {
    const told = this.#groups.get(group) ?? null;
    const known = told?.outstanding?.notice.id ?? id;
    return known === id ? told : null;
  }

  /** The notices that were not taken yet. */
  outstanding(): Outstanding[] {
    return this.#groups.values().map(({ outstanding }) => outstanding)
      .filter((outstanding) => outstanding !== null).toArray();
  }

  /** Groups with a notice that was not taken, or was refused, and what became of it. */
  *waiting(): Generator<readonly [group: string, tries: Tries]> {
    for (const [key, { outstanding, refused }] of this.#groups) {
      const tries = outstanding ?? refused;
      if (tries !== null) yield [key, tries];
    }
  }

  /** How it stands with an alert that fires. */
  stateOf(alert: ActiveAlert): ToldState {
    return this.#groups.get(this.#toKey(alert))?.stateOf(alert.fingerprint) ?? "waiting";
  }

  /** As JSON. */
  pack(place: (alert: ActiveAlert) => number): PackedReceiver {
    return [...this.#groups].map(([key, group]) => [key, group.pack(place)] as const);
  }

  /** Goes on from what was packed; where alerts are grouped otherwise now they are told anew. */
  unpack(
    packed: PackedReceiver,
    firing: ReadonlyMap<string, ActiveAlert>,
    over: readonly ActiveAlert[],
  ): void {
    for (const [key, told] of packed) {
      const group = ToldGroup.unpack(told, firing, over);
      const names = (JSON.parse(key) as [string, string][]).map(([name]) => name);
      if (names.join("\n") === this.#policy.groupBy.join("\n")) this.#groups.set(key, group);
      else for (const alert of group.firing) this.raise(alert);
    }
  }

  /** Whether a group in which nothing is left is to be forgotten: the next notice may have to wait for the last. */
  #isOver(group: ToldGroup, nowMs: number): boolean {
    return group.isRested(nowMs, this.#policy.gapMs) || this.#groups.size > RESTING_MAX;
  }

  /** What the alerts of a group have in common, as JSON. */
  #toKey(alert: ActiveAlert): string {
    const valueOf = (name: string) => name === SHARD ? toShard(alert) : labelOf(alert, name);
    return JSON.stringify(this.#policy.groupBy.map((name) => [name, valueOf(name)]));
  }
}

function lengthOfAll({ alerts }: Pick<Notice, "alerts"> | ToTell): number {
  let length = 0;
  for (const alert of alerts) length += lengthOf(alert);
  return length;
}

/** One of 64: of two hex digits the first six bits. */
function toShard({ fingerprint }: ActiveAlert): string {
  return String(parseInt(fingerprint.slice(0, 2), 16) >> 2);
}

/** Groups of a receiver, beyond which those are forgotten that only wait. */
const RESTING_MAX = 10_000;
