import { type ActiveAlert, lengthOf } from "./active_alert.ts";
import { join, type Known, type PackedKnown, packKnown, unpackKnown } from "./known.ts";
import type { Notice } from "./notice.ts";

/** What a receiver is to be told of one group of alerts. */
export interface ToTell {
  /** Those that are new, those that are over, those that go on. */
  readonly alerts: readonly ActiveAlert[];
  /** How many more there are. */
  readonly more: number;
  /** Whether any fires. */
  readonly isFiring: boolean;
}

/** How and of what it is told. */
export interface TellingPolicy {
  /** Nobody is to be told that it fires. */
  readonly isMuted: (alert: ActiveAlert) => boolean;
  /** What was told before goes on to be told though it is muted: who hears no more of it takes it for over. */
  readonly keepsMuted: boolean;
  /** So long the first notice waits for more alerts. */
  readonly waitMs: number;
  /** From when one notice was taken to the next one, at least. */
  readonly gapMs: number;
  /** What still fires is told again so much later. */
  readonly repeatMs: number;
  /** Whether it is told what is over. */
  readonly sendResolved: boolean;
  /** Alerts of one notice. */
  readonly alertsMax: number;
}

/** What became of the tries to tell a notice. */
export interface Tries {
  /** How often it was tried. */
  readonly tries: number;
  /** When it is tried next, epoch milliseconds. */
  readonly nextMs: number;
  /** Why it was not taken the last time; null = it was not tried. */
  readonly reason: string | null;
  /** When it, or one that was made before in its place, was not taken for the first time; null = never. */
  readonly sinceMs: number | null;
}

/** Why a notice was not taken. */
export interface Failure {
  /** For people. */
  readonly reason: string;
  /** When it was found, epoch milliseconds. */
  readonly atMs: number;
  /** When it is to be tried again, epoch milliseconds. */
  readonly nextMs: number;
}

/** A notice that is not taken yet. */
export interface Outstanding extends Tries {
  readonly notice: Notice;
}

/** How it stands with telling a receiver of one alert. */
export type ToldState = "told" | "waiting" | "failing";

/** A group as JSON; alerts by fingerprint, those that are over by their place in a list. */
export interface PackedTold {
  readonly firing: readonly string[];
  readonly known: PackedKnown;
  readonly told_at: number | null;
  readonly due_since: number | null;
  readonly outstanding: Outstanding | null;
  readonly before: PackedKnown | null;
  readonly refused: Tries | null;
}

/** The alerts of one group, and what its receiver knows of them. */
export class ToldGroup {
  /** By fingerprint. */
  readonly #firing = new Map<string, ActiveAlert>();
  #known: Known = { told: new Set(), muted: new Set(), over: [], overMore: 0 };
  /** When the last notice was taken. */
  #toldAtMs: number | null = null;
  /** Since when there is something for the first one. */
  #dueSinceMs: number | null = null;
  #outstanding: Outstanding | null = null;
  /** What was known before the outstanding notice was made. */
  #before: Known | null = null;
  /** The last notice was refused: what is true later is to be told in another one. */
  #refused: Tries | null = null;

  /** Those that fire. */
  get firing(): Iterable<ActiveAlert> {
    return this.#firing.values();
  }

  /** How much room the alerts take that are over: see `lengthOf`. */
  get overLength(): number {
    return [...this.#known.over, ...this.#before?.over ?? []]
      .reduce((sum, alert) => sum + lengthOf(alert), 0);
  }

  /** It fires. */
  raise(alert: ActiveAlert): void {
    this.#firing.set(alert.fingerprint, alert);
  }

  /** It is over. Where there is no room, and its receiver was not told that it fires, it is only counted. */
  clear(alert: ActiveAlert, hasRoom: boolean): void {
    const { fingerprint } = alert;
    if (!this.#firing.delete(fingerprint)) return;
    const { told, over } = this.#known;
    const isKnown = told.has(fingerprint) || (this.#before?.told.has(fingerprint) ?? false);
    const isToTell = isKnown && !over.some((other) => other.fingerprint === fingerprint);
    if (hasRoom || isToTell) over.push(alert);
    else this.#known.overMore++;
  }

  /** What is to be told now; null = nothing, or what was to be told before is not taken yet. */
  due(nowMs: number, policy: TellingPolicy): ToTell | null {
    if (this.#outstanding !== null || this.#isToWait(nowMs)) return null;
    const { told, muted, over, overMore } = this.#known;
    const firing = this.#toFiring(policy);
    const gone = new Set(over.map(({ fingerprint }) => fingerprint));
    const [known, fresh] = partition(
      firing,
      ({ fingerprint: name }) => told.has(name) && !muted.has(name) && !gone.has(name),
    );
    const ended = over.filter((alert) =>
      told.has(alert.fingerprint) ? policy.sendResolved : !policy.isMuted(alert)
    );
    const sinceMs = nowMs - (this.#toldAtMs ?? nowMs);
    const isRepeat = known.length > 0 && (sinceMs >= policy.repeatMs || sinceMs < 0);
    const isDue = isRepeat || fresh.length > 0 || ended.length > 0;
    if (!isDue) this.#refused = null; // What was refused is true no more.
    if (isDue ? this.#isTooSoon(nowMs, policy) : gone.size === 0) return null;
    this.#before = isDue ? this.#known : null;
    this.#known = {
      told: told.difference(gone),
      muted: muted.difference(gone),
      over: [],
      overMore: isDue ? 0 : overMore,
    };
    if (!isDue) return null;
    for (const { fingerprint } of firing) {
      this.#known.told.add(fingerprint);
      this.#known.muted.delete(fingerprint);
    }
    const all = [...fresh, ...ended, ...known];
    const alerts = cut(all, policy.alertsMax);
    const more = all.length - alerts.length + overMore;
    return { alerts, more, isFiring: firing.length > 0 };
  }

  /** Whether there is nothing to be kept. */
  isIdle(): boolean {
    return this.#firing.size === 0 && this.#known.over.length === 0 && this.#outstanding === null;
  }

  /** Whether the next notice need not wait for the one before. */
  isRested(nowMs: number, gapMs: number): boolean {
    const passedMs = nowMs - (this.#toldAtMs ?? -Infinity);
    return passedMs < 0 || passedMs >= gapMs;
  }

  /** Keeps a notice until it is taken, or refused: nothing more is due before. */
  hold(notice: Notice): void {
    const { tries = 0, reason = null, sinceMs = null } = this.#refused ?? {};
    this.#outstanding = { notice, tries, nextMs: notice.atMs, reason, sinceMs };
  }

  /** What is not taken yet; null = nothing. */
  get outstanding(): Outstanding | null {
    return this.#outstanding;
  }

  /** Why it waits to be told what was refused; null = it does not. */
  get refused(): Tries | null {
    return this.#refused;
  }

  /** Its receiver has the notice. */
  taken(nowMs: number): void {
    [this.#outstanding, this.#before, this.#refused] = [null, null, null];
    this.#toldAtMs = nowMs;
  }

  /** It has not: it is to be tried again at that time. */
  failed(failure: Failure): void {
    if (this.#outstanding === null) return;
    this.#outstanding = { ...this.#outstanding, ...toTries(this.#outstanding, failure) };
  }

  /** It will not have it: from that time on another one is made, of what is true then. */
  refuse(failure: Failure): void {
    if (this.#outstanding === null) return;
    this.#refused = toTries(this.#outstanding, failure);
    if (this.#before !== null) this.#known = join(this.#before, this.#known);
    [this.#outstanding, this.#before] = [null, null];
  }

  /** How it stands with one that fires. */
  stateOf(fingerprint: string): ToldState {
    const { told, muted, over } = this.#before ?? this.#known;
    const isOld = muted.has(fingerprint) ||
      over.some((alert) => alert.fingerprint === fingerprint);
    const tries = this.#outstanding ?? this.#refused;
    if (told.has(fingerprint) && !isOld) return "told";
    return (tries?.reason ?? null) === null ? "waiting" : "failing";
  }

  /** As JSON; `place` gives that of an alert that is over. */
  pack(place: (alert: ActiveAlert) => number): PackedTold {
    return {
      firing: [...this.#firing.keys()],
      known: packKnown(this.#known, place),
      told_at: this.#toldAtMs,
      due_since: this.#dueSinceMs,
      outstanding: this.#outstanding,
      before: this.#before && packKnown(this.#before, place),
      refused: this.#refused,
    };
  }

  /** What was packed, given those that fire by fingerprint, and those that are over by place. */
  static unpack(
    packed: PackedTold,
    firing: ReadonlyMap<string, ActiveAlert>,
    over: readonly ActiveAlert[],
  ): ToldGroup {
    const group = new ToldGroup();
    for (const fingerprint of packed.firing) {
      const alert = firing.get(fingerprint);
      if (alert !== undefined) group.#firing.set(fingerprint, alert);
    }
    group.#known = unpackKnown(packed.known, over);
    group.#toldAtMs = packed.told_at;
    group.#dueSinceMs = packed.due_since;
    // Whoever goes on tries at once: somebody may have mended something.
    group.#outstanding = packed.outstanding && { ...packed.outstanding, nextMs: 0 };
    group.#before = packed.before && unpackKnown(packed.before, over);
    group.#refused = packed.refused && { ...packed.refused, nextMs: 0 };
    return group;
  }

  /** Those of which the receiver is told that they fire; of what was told it is noted that it is muted. */
  #toFiring({ isMuted, keepsMuted }: TellingPolicy): ActiveAlert[] {
    const { told, muted } = this.#known;
    return this.#firing.values().filter((alert) => {
      if (!isMuted(alert)) return true;
      if (!told.has(alert.fingerprint)) return false;
      if (!keepsMuted) muted.add(alert.fingerprint);
      return keepsMuted;
    }).toArray();
  }

  /** A clock that was ahead says nothing of how long. */
  #isToWait(nowMs: number): boolean {
    const leftMs = (this.#refused?.nextMs ?? -Infinity) - nowMs;
    return leftMs > 0 && leftMs <= 2 * REFUSED_MS_MAX;
  }

  /** Whether more may come that goes into the same notice. */
  #isTooSoon(nowMs: number, { waitMs, gapMs }: TellingPolicy): boolean {
    this.#dueSinceMs ??= nowMs;
    if (this.#toldAtMs !== null) return !this.isRested(nowMs, gapMs);
    const passedMs = nowMs - this.#dueSinceMs;
    return passedMs >= 0 && passedMs < waitMs;
  }
}

function toTries({ tries, sinceMs }: Tries, { reason, atMs, nextMs }: Failure): Tries {
  return { tries: tries + 1, nextMs, reason, sinceMs: sinceMs ?? atMs };
}

/** The first ones, as many as a notice has; at least one. */
function cut(alerts: readonly ActiveAlert[], countMax: number): ActiveAlert[] {
  let left = NOTICE_LENGTH_MAX;
  const end = alerts.findIndex((alert, i) => i >= countMax || (left -= lengthOf(alert)) < 0);
  return alerts.slice(0, end < 0 ? alerts.length : Math.max(1, end));
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  const [first, second]: [T[], T[]] = [[], []];
  for (const item of items) (isFirst(item) ? first : second).push(item);
  return [first, second];
}

/** Of the texts of a notice: see `lengthOf`. */
const NOTICE_LENGTH_MAX = 1024 * 1024;

/** Nobody waits longer to make another notice of what was refused. */
export const REFUSED_MS_MAX: number = 5 * 60_000;
