import type { FieldValue, Level } from "../event.ts";
import { parseLevel, toNumericLevel, toSyslogLevel } from "../level.ts";
import type { FieldsBuilder } from "../transform/fields.ts";
import type { ParsedLine } from "./context.ts";
import type { TimeScanner } from "./time.ts";

/**
 * Names that mean a fixed part of an event, in any case. Where a line has several of a row, the first of
 * the row is used; the others, and values that can't be used, stay fields.
 */
export const KNOWN_NAMES = {
  time: ["timestamp", "@timestamp", "time", "ts", "datetime", "date", "t", "eventTime"],
  level: ["level", "severity", "lvl", "loglevel", "log.level", "levelname"],
  message: ["message", "msg", "log", "text", "body"],
  service: ["service", "service.name", "app", "application", "service_name"],
  hostname: ["host", "hostname", "host.name"],
} as const;

/** Picks the fixed parts of an event out of its named values. Use `reset`, `take` for each value, `toLine`. */
export class KnownFields {
  /** Epoch milliseconds, an integer; null (as below) until one is taken. */
  timestampMs: number | null = null;
  /** Mapped to one of LEVELS. */
  level: Level | null = null;
  /** May be empty. */
  message: string | null = null;
  /** Not empty. */
  service: string | null = null;
  /** Not empty. */
  hostname: string | null = null;
  readonly #time: TimeScanner;
  /** Name and value that each kind was taken from, and the name's rank. */
  readonly #taken: Record<Kind, Taken | null>;
  #displaced: Taken[] | null = null;

  /** `time` reads times written as text. */
  constructor(time: TimeScanner) {
    this.#time = time;
    this.#taken = { time: null, level: null, message: null, service: null, hostname: null };
  }

  /** Makes ready for the next line. */
  reset(): void {
    this.timestampMs =
      this.level =
      this.message =
      this.service =
      this.hostname =
        null;
    const taken = this.#taken;
    taken.time =
      taken.level =
      taken.message =
      taken.service =
      taken.hostname =
        null;
    this.#displaced = null;
  }

  /** Whether the value is used (then it is no field). A name of better rank displaces one taken before. */
  take(name: string, value: FieldValue): boolean {
    const known = knownName(name);
    if (known === null) return false;
    const { kind, rank } = known;
    const taken = this.#taken[kind];
    if (taken !== null && taken.rank <= rank) return false;
    if (!this.#use(kind, value)) return false;
    if (taken !== null) (this.#displaced ??= []).push(taken);
    this.#taken[kind] = { name, value, rank };
    return true;
  }

  /**
   * The line of what was taken; what was displaced goes back to the fields. Without a message the whole
   * text is the message.
   */
  toLine(text: string, fields: FieldsBuilder): ParsedLine {
    if (this.#displaced !== null) {
      for (const { name, value } of this.#displaced) fields.add(name, value);
    }
    return {
      timestampMs: this.timestampMs,
      level: this.level,
      service: this.service,
      hostname: this.hostname,
      message: this.message ?? text,
      fields: fields.fields,
    };
  }

  #use(kind: Kind, value: FieldValue): boolean {
    switch (kind) {
      case "time":
        return this.#useTime(value);
      case "level":
        return this.#useLevel(value);
      case "message":
        if (typeof value !== "string") return false;
        this.message = value;
        return true;
      case "service":
      case "hostname":
        if (typeof value !== "string" || value === "") return false;
        this[kind] = value;
        return true;
    }
  }

  #useTime(value: FieldValue): boolean {
    const timeMs = typeof value === "string"
      ? this.#parseTime(value)
      : typeof value === "number"
      ? toEpochMs(value)
      : null;
    if (timeMs !== null) this.timestampMs = timeMs;
    return timeMs !== null;
  }

  #parseTime(text: string): number | null {
    const timeMs = this.#time.scan(text, 0);
    if (timeMs !== null) return this.#time.end === text.length ? timeMs : null;
    return text.length <= 20 && DIGITS.test(text) ? toEpochMs(Number(text)) : null;
  }

  #useLevel(value: FieldValue): boolean {
    const level = typeof value === "string"
      ? parseLevel(value)
      : typeof value === "number"
      ? toNumericLevel(value) ?? toSyslogLevel(value)
      : null;
    if (level !== null) this.level = level;
    return level !== null;
  }
}

/**
 * A number as a time, epoch ms: seconds, ms, µs or ns by its magnitude, for times from 1973 to 5138;
 * null for smaller and larger ones, which are durations or counters.
 */
export function toEpochMs(value: number): number | null {
  if (!(value >= 1e8 && value < 1e20)) return null;
  const ms = value < 1e11
    ? value * 1000
    : value < 1e14
    ? value
    : value < 1e17
    ? value / 1000
    : value / 1e6;
  // A double of today's seconds or nanoseconds is off by up to 0.00013 ms, either way.
  return Math.floor(ms + 0.0005);
}

type Kind = keyof typeof KNOWN_NAMES;

interface Known {
  readonly kind: Kind;
  readonly rank: number;
}

interface Taken {
  readonly name: string;
  readonly value: FieldValue;
  readonly rank: number;
}

/** Most names that come are the same few, so what they mean is remembered by their exact spelling. */
function knownName(name: string): Known | null {
  let known = spellings.get(name);
  if (known === undefined) {
    if (name.length > NAME_LENGTH_MAX) return null;
    known = RANKED.get(name.toLowerCase()) ?? null;
    if (spellings.size >= SPELLINGS_MAX) spellings.clear();
    spellings.set(name, known);
  }
  return known;
}

const RANKED: ReadonlyMap<string, Known> = new Map(
  Object.entries(KNOWN_NAMES).flatMap(([kind, names]) =>
    names.map((name, rank) => [name.toLowerCase(), { kind: kind as Kind, rank }] as const)
  ),
);
const spellings = new Map<string, Known | null>();
const SPELLINGS_MAX = 4096;
const NAME_LENGTH_MAX = Math.max(...[...RANKED.keys()].map((name) => name.length));
const DIGITS = /^\d{9,19}(\.\d+)?$/;
