import type { Fields, FieldValue } from "../event.ts";

/**
 * A parsed JSON object as flat fields, in the order found; null when nothing is left. Nested names are
 * dotted, a name met again gets `_2`, `_3` …, an empty name is `_`; arrays, empty objects, and what lies
 * deeper than {@linkcode DEPTH_MAX} or under a name over {@linkcode PREFIX_MAX}, are JSON text; null is left out; lone surrogates become U+FFFD.
 * Numbers beyond ±(2^53−1) become text: exact only for objects of {@linkcode parseExact}.
 */
export function toFields(object: object): Fields | null {
  const builder = new FieldsBuilder(null);
  builder.addAll(object);
  return builder.fields;
}

/** Objects nested deeper than this are kept as JSON text. */
export const DEPTH_MAX = 64;

/**
 * Objects with longer names (UTF-16 code units) are kept as JSON text, as each field repeats the name: an event
 * of 256 KiB with 30,000 fields then takes 4 MB in memory, and a delivery has sixteen such.
 */
export const PREFIX_MAX = 128;

/** Collects fields under the rules of {@linkcode toFields}. */
export class FieldsBuilder {
  /** Set when a number beyond ±(2^53−1) was met, whose digits `JSON.parse` may have changed. */
  inexact = false;
  readonly #take: Take;
  #wellFormed = false;
  #fields: Record<string, FieldValue> | null;
  /** Names that are not keys of one object may repeat; until there are such, no look-up is needed. */
  #mayRepeat = false;
  #suffixes: Map<string, number> | null = null;

  /** Begins with a copy of `fields`. `take` sees what `addAll` adds first. */
  constructor(fields: Fields | null, take: Take = TAKE_NONE) {
    this.#fields = fields === null ? null : { ...fields };
    this.#take = take;
  }

  /** Begins anew, without fields. `wellFormed`: no text in what is added has lone surrogates (else they are looked for). */
  restart(wellFormed: boolean): void {
    this.inexact = false;
    this.#wellFormed = wellFormed;
    this.#fields = null;
    this.#mayRepeat = false;
    this.#suffixes = null;
  }

  /** What was collected; null when nothing was. */
  get fields(): Fields | null {
    return this.#fields;
  }

  /** Adds what an object holds. */
  addAll(object: object): void {
    this.#addObject(object as Record<string, unknown>, "", 1);
  }

  /** Adds one field; where its name is taken, under the next free one. */
  add(name: string, value: FieldValue): void {
    this.#mayRepeat = true;
    this.#put(name, value);
  }

  #addObject(object: Record<string, unknown>, prefix: string, depth: number): void {
    for (const key in object) {
      const clean = this.#cleanKey(key);
      const name = prefix === "" ? clean : prefix + clean;
      const value = object[key];
      if (typeof value === "object" && value !== null) this.#addNested(name, value, depth);
      else this.#addScalar(name, value);
    }
  }

  #cleanKey(key: string): string {
    if (key !== "" && (this.#wellFormed || key.isWellFormed())) return key;
    this.#mayRepeat = true;
    return key === "" ? "_" : key.toWellFormed();
  }

  #addScalar(name: string, value: unknown): void {
    if (typeof value === "string") {
      this.#offer(name, this.#wellFormed ? value : value.toWellFormed());
    } else if (typeof value === "number" || typeof value === "boolean") this.#offer(name, value);
  }

  #toKept(value: FieldValue): FieldValue {
    if (typeof value !== "number") return value;
    if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value === 0 ? 0 : value;
    this.inexact = true;
    return String(value);
  }

  #addNested(name: string, value: object, depth: number): void {
    if (isRawNumber(value)) {
      this.#offer(name, value.rawJSON);
    } else if (Array.isArray(value) || this.#isDeep(name, depth) || isEmpty(value)) {
      if (!this.inexact) this.inexact = hasInexact(value);
      this.#offer(name, JSON.stringify(value).toWellFormed());
    } else {
      this.#mayRepeat = true;
      this.#addObject(value as Record<string, unknown>, `${name}.`, depth + 1);
    }
  }

  #isDeep(name: string, depth: number): boolean {
    return depth >= DEPTH_MAX || name.length > PREFIX_MAX;
  }

  #offer(name: string, value: FieldValue): void {
    if (!this.#take(name, value)) this.#put(name, value);
  }

  #put(name: string, given: FieldValue): void {
    const value = this.#toKept(given);
    const fields = this.#fields ??= {};
    const free = this.#mayRepeat && Object.hasOwn(fields, name) ? this.#freeName(name) : name;
    if (free === "__proto__") {
      const descriptor = { value, writable: true, enumerable: true, configurable: true };
      Object.defineProperty(fields, free, descriptor);
    } else {
      fields[free] = value;
    }
  }

  #freeName(name: string): string {
    const suffixes = this.#suffixes ??= new Map<string, number>();
    let suffix = suffixes.get(name) ?? 2;
    while (Object.hasOwn(this.#fields!, `${name}_${suffix}`)) suffix++;
    suffixes.set(name, suffix + 1);
    return `${name}_${suffix}`;
  }
}

/** Sees a field before it is added; true = it is used elsewhere and left out. */
export type Take = (name: string, value: FieldValue) => boolean;

/** `JSON.parse` that keeps numbers beyond ±(2^53−1), wherever they stand, as they are written. */
export function parseExact(text: string): unknown {
  return JSON.parse(text, keepDigits);
}

/** Reviver of TC39's JSON.parse source text access; the result is written back as it was read. */
const keepDigits = function (_key: string, value: unknown, context?: { source?: string }) {
  const exact = typeof value !== "number" || Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return exact || context?.source === undefined ? value : toRawNumber(context.source);
};

const toRawNumber = (JSON as unknown as { rawJSON(text: string): RawNumber }).rawJSON;

interface RawNumber {
  readonly rawJSON: string;
}

/** Objects that JSON.rawJSON made have no prototype and are frozen; parsed ones never are. */
function isRawNumber(value: object): value is RawNumber {
  return Object.isFrozen(value) && Object.getPrototypeOf(value) === null;
}

function isEmpty(value: object): boolean {
  for (const _ in value) return false;
  return true;
}

/** Whether a number beyond ±(2^53−1) lies in it. Without recursion, as arrays may be nested 100,000 deep. */
function hasInexact(value: object): boolean {
  const open: object[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isRawNumber(next)) continue;
    for (const part of Object.values(next) as unknown[]) {
      if (typeof part === "number" && Math.abs(part) > Number.MAX_SAFE_INTEGER) return true;
      if (typeof part === "object" && part !== null) open.push(part);
    }
  }
  return false;
}

const TAKE_NONE: Take = () => false;
