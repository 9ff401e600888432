import type { FieldValue, Level } from "../event.ts";
import { parseLevel, toNumericLevel, toSyslogLevel } from "../level.ts";
import type { FieldsBuilder } from "../transform/fields.ts";
import type { ParsedLine } from "./context.ts";
import { Interner } from "./interner.ts";
import { type Kind, KNOWN_NAMES, NameMeanings } from "./known_names.ts";
import type { TimeScanner } from "./time.ts";

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
  readonly #meanings = new NameMeanings();
  readonly #texts = new Interner();
  /** Of each kind: the rank of the name its value was taken from, and both. */
  readonly #ranks = KINDS.map(() => NOT_TAKEN);
  readonly #names = KINDS.map(() => "");
  readonly #values: FieldValue[] = KINDS.map(() => "");
  #displaced: (readonly [name: string, value: FieldValue])[] | null = null;

  /** `time` reads times written as text. */
  constructor(time: TimeScanner) {
    this.#time = time;
  }

  /** Makes ready for the next line. */
  reset(): void {
    this.timestampMs =
      this.level =
      this.message =
      this.service =
      this.hostname =
        null;
    for (let i = 0; i < this.#ranks.length; i++) this.#ranks[i] = NOT_TAKEN;
    this.#displaced = null;
    this.#meanings.restart();
  }

  /** Whether the value is used (then it is no field). A name of better rank displaces one taken before. */
  take(name: string, value: FieldValue): boolean {
    const meaning = this.#meanings.next(name);
    if (meaning === null) return false;
    const { kind, index, rank } = meaning;
    const taken = this.#ranks[index]!;
    if (taken <= rank || !this.#use(kind, value)) return false;
    if (taken !== NOT_TAKEN) {
      (this.#displaced ??= []).push([this.#names[index]!, this.#values[index]!]);
    }
    this.#ranks[index] = rank;
    this.#names[index] = name;
    this.#values[index] = value;
    return true;
  }

  /**
   * The line of what was taken; what was displaced goes back to the fields. Without a message the whole
   * text is the message.
   */
  toLine(text: string, fields: FieldsBuilder): ParsedLine {
    if (this.#displaced !== null) {
      for (const [name, value] of this.#displaced) fields.add(name, value);
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
        this[kind] = this.#texts.intern(value);
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

const KINDS = Object.keys(KNOWN_NAMES);
const NOT_TAKEN = 255;
const DIGITS = /^\d{9,19}(\.\d+)?$/;
