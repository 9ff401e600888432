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

/** A fixed part of an event. */
export type Kind = keyof typeof KNOWN_NAMES;

/** What a name means. */
export interface Meaning {
  /** The part it gives. */
  readonly kind: Kind;
  /** Which row of {@linkcode KNOWN_NAMES}. */
  readonly index: number;
  /** Which of the row; a lower one wins. */
  readonly rank: number;
}

/**
 * What the names of a line mean, asked in their order. Lines tend to have the same names in the same
 * order, so each is first compared with the one that stood at its place in the line before.
 */
export class NameMeanings {
  readonly #names: string[] = [];
  readonly #meanings: (Meaning | null)[] = [];
  #place = 0;

  /** The next name is the first of a line. */
  restart(): void {
    this.#place = 0;
  }

  /** The meaning of the line's next name; null = none. */
  next(name: string): Meaning | null {
    const place = this.#place++;
    if (place < this.#names.length && this.#names[place] === name) return this.#meanings[place]!;
    const meaning = toMeaning(name);
    if (place < PLACES_MAX) {
      this.#names[place] = name;
      this.#meanings[place] = meaning;
    }
    return meaning;
  }
}

/** Most names that come are the same few, so what they mean is remembered by their exact spelling. */
function toMeaning(name: string): Meaning | null {
  let meaning = spellings.get(name);
  if (meaning === undefined) {
    if (name.length > NAME_LENGTH_MAX) return null;
    meaning = RANKED.get(name.toLowerCase()) ?? null;
    if (spellings.size >= SPELLINGS_MAX) spellings.clear();
    spellings.set(name, meaning);
  }
  return meaning;
}

const RANKED: ReadonlyMap<string, Meaning> = new Map(
  Object.entries(KNOWN_NAMES).flatMap(([kind, names], index) =>
    names.map((name, rank) => [name.toLowerCase(), { kind: kind as Kind, index, rank }] as const)
  ),
);
const spellings = new Map<string, Meaning | null>();
const SPELLINGS_MAX = 4096;
const PLACES_MAX = 64;
const NAME_LENGTH_MAX = Math.max(...[...RANKED.keys()].map((name) => name.length));
