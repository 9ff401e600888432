import type { ActiveAlert } from "./active_alert.ts";
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
  /** What still fires is told again so much later. */
  readonly repeatMs: number;
  /** Whether it is told what is over. */
  readonly sendResolved: boolean;
  /** Alerts of one notice. */
  readonly alertsMax: number;
}

/** A notice that is not taken yet. */
export interface Outstanding {
  readonly notice: Notice;
  /** How often it was tried. */
  readonly tries: number;
  /** When it is tried next, epoch milliseconds. */
  readonly nextMs: number;
  /** Why it was not taken the last time; null = it was not tried. */
  readonly reason: string | null;
}

/** A group as JSON. */
export interface PackedTold {
  readonly firing: readonly ActiveAlert[];
  readonly over: readonly ActiveAlert[];
  readonly over_more: number;
  readonly told: readonly string[];
  readonly muted: readonly string[];
  readonly told_at: number | null;
  readonly outstanding: Outstanding | null;
}

/** The alerts of one group, and what its receiver knows of them. */
export class ToldGroup {
  /** By fingerprint. */
  readonly #firing = new Map<string, ActiveAlert>();
  /** Over since the last notice was made. */
  #over: ActiveAlert[] = [];
  /** Those for which there was no more room. */
  #overMore = 0;
  /** Fingerprints of what a notice said to fire, and none that it is over. */
  readonly #told = new Set<string>();
  /** Of these: what was muted since. */
  readonly #muted = new Set<string>();
  /** When the last notice was taken. */
  #toldAtMs: number | null = null;
  #outstanding: Outstanding | null = null;

  /** It fires. */
  raise(alert: ActiveAlert): void {
    this.#firing.set(alert.fingerprint, alert);
  }

  /** It is over. */
  clear(alert: ActiveAlert): void {
    if (!this.#firing.delete(alert.fingerprint)) return;
    if (this.#over.length < OVER_MAX) this.#over.push(alert);
    else this.#overMore++;
  }

  /** What is to be told now; null = nothing, or what was to be told before is not taken yet. */
  due(nowMs: number, { isMuted, repeatMs, sendResolved, alertsMax }: TellingPolicy): ToTell | null {
    if (this.#outstanding !== null) return null;
    const firing: ActiveAlert[] = [];
    for (const alert of this.#firing.values()) {
      if (!isMuted(alert)) firing.push(alert);
      else if (this.#told.has(alert.fingerprint)) this.#muted.add(alert.fingerprint);
    }
    const [fresh, known] = partition(
      firing,
      ({ fingerprint }) => !this.#told.has(fingerprint) || this.#muted.has(fingerprint),
    );
    const over = this.#over.filter((alert) =>
      this.#told.has(alert.fingerprint) ? sendResolved : !isMuted(alert)
    );
    this.#forgetOver();
    const isRepeat = known.length > 0 && nowMs - (this.#toldAtMs ?? nowMs) >= repeatMs;
    if (!isRepeat && fresh.length === 0 && over.length === 0) return null;
    for (const { fingerprint } of firing) {
      this.#told.add(fingerprint);
      this.#muted.delete(fingerprint);
    }
    const alerts = [...fresh, ...over, ...known];
    const more = Math.max(0, alerts.length - alertsMax) + this.#overMore;
    this.#overMore = 0;
    return { alerts: alerts.slice(0, alertsMax), more, isFiring: firing.length > 0 };
  }

  /** Whether there is nothing to be kept. */
  isIdle(): boolean {
    return this.#firing.size === 0 && this.#over.length === 0 && this.#outstanding === null;
  }

  /** Keeps a notice until it is taken: nothing more is due before. */
  hold(notice: Notice): void {
    this.#outstanding = { notice, tries: 0, nextMs: notice.atMs, reason: null };
  }

  /** What is not taken yet; null = nothing. */
  get outstanding(): Outstanding | null {
    return this.#outstanding;
  }

  /** Its receiver has the notice. */
  taken(nowMs: number): void {
    this.#outstanding = null;
    this.#toldAtMs = nowMs;
  }

  /** It has not: it is to be tried again at that time. */
  failed(reason: string, nextMs: number): void {
    if (this.#outstanding === null) return;
    const { notice, tries } = this.#outstanding;
    this.#outstanding = { notice, tries: tries + 1, nextMs, reason };
  }

  /** As JSON. */
  pack(): PackedTold {
    return {
      firing: [...this.#firing.values()],
      over: this.#over,
      over_more: this.#overMore,
      told: [...this.#told],
      muted: [...this.#muted],
      told_at: this.#toldAtMs,
      outstanding: this.#outstanding,
    };
  }

  /** What was packed. */
  static unpack(packed: PackedTold): ToldGroup {
    const told = new ToldGroup();
    for (const alert of packed.firing) told.#firing.set(alert.fingerprint, alert);
    told.#over = [...packed.over];
    told.#overMore = packed.over_more;
    for (const fingerprint of packed.told) told.#told.add(fingerprint);
    for (const fingerprint of packed.muted) told.#muted.add(fingerprint);
    told.#toldAtMs = packed.told_at;
    told.#outstanding = packed.outstanding;
    return told;
  }

  #forgetOver(): void {
    for (const { fingerprint } of this.#over) {
      this.#told.delete(fingerprint);
      this.#muted.delete(fingerprint);
    }
    this.#over = [];
  }
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  const [first, second]: [T[], T[]] = [[], []];
  for (const item of items) (isFirst(item) ? first : second).push(item);
  return [first, second];
}

/** A group remembers so many alerts that are over. */
const OVER_MAX = 1000;
