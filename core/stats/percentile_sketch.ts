/** How much room all sketches of one request have together: {@linkcode PAGES_MAX} pages. */
export class SketchRoom {
  #pages = PAGES_MAX;

  /** Takes the room for one more page. Throws RangeError where there is none. */
  take(): void {
    if (this.#pages === 0) {
      throw new RangeError(
        "Cannot tell percentiles: too many groups have too different numbers; narrow the query, or group by less",
      );
    }
    this.#pages--;
  }
}

/**
 * Percentiles of numbers in bounded memory: exact for up to {@linkcode EXACT_MAX} of them; of more, each number is
 * counted by its sign, exponent and the first 9 bits of its mantissa, and told as the one in that class that is
 * nearest to 0: exact for whole numbers up to 1023, else at most 0.2 % nearer to 0. (The classes of an HDR
 * histogram, read off the 64-bit float itself.)
 */
export class PercentileSketch {
  readonly #room: SketchRoom;
  /** As they came; null once they are too many. */
  #exact: number[] | null = [];
  /** Counts by mantissa, for each sign and exponent (12 bits) that occurs. */
  #pages: Uint32Array[] = [];
  #count = 0;

  /** Sketches of one request share the room. */
  constructor(room: SketchRoom) {
    this.#room = room;
  }

  /** Adds a finite number. */
  add(value: number): void {
    this.#count++;
    if (this.#exact === null) return this.#class(value);
    this.#exact.push(value);
    if (this.#exact.length <= EXACT_MAX) return;
    for (const one of this.#exact) this.#class(one);
    this.#exact = null;
  }

  /** The smallest number that at least `percent` (0 … 100) percent of them do not exceed; null = there are none. */
  at(percent: number): number | null {
    if (this.#count === 0) return null;
    const rank = Math.max(1, Math.ceil(percent * this.#count / 100 - ROUNDING));
    if (this.#exact !== null) return this.#exact.sort((a, b) => a - b)[rank - 1]!;
    return this.#classAt(rank);
  }

  #class(value: number): void {
    FLOAT[0] = value + 0; // Not -0, which is the same number.
    const high = WORDS[HIGH]!;
    const index = high >>> 20;
    const page = this.#pages[index] ?? this.#open(index);
    page[high >>> MANTISSA_SHIFT & MANTISSA_MASK]!++;
  }

  #open(index: number): Uint32Array {
    this.#room.take();
    return this.#pages[index] = new Uint32Array(MANTISSA_MASK + 1);
  }

  /** From the lowest class: negative ones from the largest down, then positive ones up. */
  #classAt(rank: number): number {
    let seen = 0;
    for (let index = 2 * SIGN - 1; index >= SIGN; index--) {
      const page = this.#pages[index];
      for (let i = MANTISSA_MASK; page !== undefined && i >= 0; i--) {
        seen += page[i]!;
        if (seen >= rank) return toNumber(index, i);
      }
    }
    for (let index = 0; index < SIGN; index++) {
      const page = this.#pages[index];
      for (let i = 0; page !== undefined && i <= MANTISSA_MASK; i++) {
        seen += page[i]!;
        if (seen >= rank) return toNumber(index, i);
      }
    }
    throw new Error(`Cannot find number ${rank} of ${this.#count}`);
  }
}

/** The number nearest to 0 of a class. */
function toNumber(index: number, mantissa: number): number {
  WORDS[HIGH] = (index << 20 | mantissa << MANTISSA_SHIFT) >>> 0;
  WORDS[1 - HIGH] = 0;
  return FLOAT[0]!;
}

/** So many numbers of a group are kept as they are. */
export const EXACT_MAX = 256;

/** 2 KiB each, one for each power of two that a group's numbers reach. */
const PAGES_MAX = 16_384;

/** `99.9 × 1000 / 100` is a little more than 999. */
const ROUNDING = 1e-9;

/** Of the 20 bits of mantissa in the higher word 9 count. */
const MANTISSA_SHIFT = 11;
const MANTISSA_MASK = 511;
/** Sign and exponent of the first negative class. */
const SIGN = 2048;

const FLOAT = new Float64Array(1);
const WORDS = new Uint32Array(FLOAT.buffer);
/** Which of the two words is the higher: the machine may begin with either. */
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
