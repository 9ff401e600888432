import { DAY_MS } from "./calendar.ts";

/** Turns wall-clock times of one zone into instants. */
export interface TimeZone {
  /**
   * The instant (epoch ms) of a wall-clock time, given as though it were UTC. A time that a gap skips
   * is shifted forward by the gap; of a time that an overlap repeats, the earlier instant counts.
   */
  toInstant(wallMs: number): number;
}

/** The zone of an IANA name such as `Europe/Berlin`; an unknown name counts as UTC. Kept once made. */
export function toTimeZone(name: string): TimeZone {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = makeZone(name);
    if (zones.size >= ZONES_MAX) zones.clear();
    zones.set(name, zone);
  }
  return zone;
}

/** The zone without an offset. */
export const UTC: TimeZone = { toInstant: (wallMs) => wallMs };

function makeZone(name: string): TimeZone {
  if (name === "UTC") return UTC;
  try {
    return new IntlZone(
      new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" }),
    );
  } catch {
    return UTC;
  }
}

/** Knows, for each day it was asked about, the one change of offset near it, so that a time costs no call of Intl. */
class IntlZone implements TimeZone {
  readonly #format: Intl.DateTimeFormat;
  readonly #days = new Map<number, Offsets>();
  #day = NaN;
  #offsets: Offsets = { before: 0, after: 0, changeMs: Infinity };

  constructor(format: Intl.DateTimeFormat) {
    this.#format = format;
  }

  toInstant(wallMs: number): number {
    const day = Math.floor(wallMs / DAY_MS);
    if (day !== this.#day) {
      this.#offsets = this.#offsetsOf(day);
      this.#day = day;
    }
    const { before, after, changeMs } = this.#offsets;
    const early = wallMs - before;
    const late = wallMs - after;
    return early >= changeMs && late >= changeMs ? late : early;
  }

  #offsetsOf(day: number): Offsets {
    let offsets = this.#days.get(day);
    if (offsets === undefined) {
      offsets = this.#findOffsets((day - 1) * DAY_MS, (day + 2) * DAY_MS);
      if (this.#days.size >= DAYS_MAX) this.#days.clear();
      this.#days.set(day, offsets);
    }
    return offsets;
  }

  /** Offsets lie within ±16 hours, so that a day before and after covers every instant of the wall's day. */
  #findOffsets(fromMs: number, toMs: number): Offsets {
    const before = this.#offsetAt(fromMs);
    const after = this.#offsetAt(toMs);
    if (before === after) return { before, after, changeMs: Infinity };
    let low = fromMs;
    let high = toMs;
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (this.#offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    return { before, after, changeMs: high };
  }

  /** Intl writes `GMT`, `GMT+01:00`, and `GMT+00:53:28` for times before zones. */
  #offsetAt(instantMs: number): number {
    const match = OFFSET.exec(this.#format.format(instantMs));
    if (match === null) return 0;
    const [, sign, hours, minutes, seconds] = match;
    const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0);
    return (sign === "-" ? -1000 : 1000) * total;
  }
}

/** Milliseconds that the zone's clock is ahead of UTC, until `changeMs` and from then on. */
interface Offsets {
  readonly before: number;
  readonly after: number;
  readonly changeMs: number;
}

const zones = new Map<string, TimeZone>();
const ZONES_MAX = 64;
const DAYS_MAX = 1024;
const OFFSET = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/;
