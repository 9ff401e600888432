/** How much memory all sketches of one request take together: {@linkcode BYTES_MAX}. */
export class SketchRoom {
  #bytes = BYTES_MAX;

  /** Takes so many bytes, roughly. Throws RangeError where they are not there. */
  take(bytes: number): void {
    if (this.#bytes < bytes) {
      throw new RangeError(
        "Cannot tell percentiles: too many groups have too many different numbers; narrow the query, or group by less",
      );
    }
    this.#bytes -= bytes;
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
  /** As they came, up to {@linkcode EXACT_MAX}. */
  readonly #exact: number[] = [];
  /** Once they are more. */
  #classes: Classes | null = null;

  /** Sketches of one request share the room. */
  constructor(room: SketchRoom) {
    this.#room = room;
  }

  /** Adds a finite number. */
  add(value: number): void {
    if (this.#classes !== null) return this.#classes.add(value);
    if (this.#exact.length % STEP === 0 && this.#exact.length < EXACT_MAX) {
      this.#room.take(STEP_BYTES);
    }
    this.#exact.push(value + 0); // Not -0, which is the same number.
    if (this.#exact.length <= EXACT_MAX) return;
    this.#classes = new Classes(this.#room);
    for (const one of this.#exact) this.#classes.add(one);
    this.#exact.length = 0;
  }

  /** The smallest number that at least `percent` (0 … 100) percent of them do not exceed; null = there are none. */
  at(percent: number): number | null {
    const count = this.#classes?.count ?? this.#exact.length;
    if (count === 0) return null;
    const rank = Math.max(1, Math.ceil(percent * count / 100 - ROUNDING));
    if (this.#classes !== null) return this.#classes.at(rank);
    return this.#exact.sort((a, b) => a - b)[rank - 1]!;
  }
}

/** How many numbers are in each class. */
class Classes {
  /** All numbers. */
  count = 0;
  readonly #room: SketchRoom;
  #min = Infinity;
  #max = -Infinity;
  /** Of whole numbers from 0 on: most numbers of logs are, and so they cost least. */
  readonly #whole = new Uint32Array(WHOLE_END);
  /** By mantissa, for each sign and exponent (12 bits) that occurs. */
  readonly #pages: Uint32Array[] = [];

  constructor(room: SketchRoom) {
    this.#room = room;
  }

  add(value: number): void {
    this.count++;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    const whole = value >>> 0;
    if (whole === value && whole < WHOLE_END) this.#whole[whole]!++;
    else this.#class(value);
  }

  /** From the lowest class: negative ones from the largest down, then positive ones up. */
  at(rank: number): number {
    if (rank === 1) return this.#min + 0;
    if (rank === this.count) return this.#max + 0;
    let left = rank;
    for (let index = 2 * SIGN - 1; index >= SIGN; index--) {
      const page = this.#pages[index];
      for (let i = MANTISSA_MASK; page !== undefined && i >= 0; i--) {
        left -= page[i]!;
        if (left <= 0) return toNumber(index, i);
      }
    }
    return this.#atFromZero(left);
  }

  /** Whole numbers stand before the others of their class, as each is the lowest of its own. */
  #atFromZero(rank: number): number {
    let left = rank;
    let whole = 0;
    for (let index = 0; index < SIGN; index++) {
      const page = this.#pages[index];
      for (let i = 0; page !== undefined && i <= MANTISSA_MASK; i++) {
        if (page[i] === 0) continue;
        const number = toNumber(index, i);
        for (; whole < WHOLE_END && whole <= number; whole++) {
          left -= this.#whole[whole]!;
          if (left <= 0) return whole;
        }
        left -= page[i]!;
        if (left <= 0) return number;
      }
    }
    while (left > this.#whole[whole]!) left -= this.#whole[whole++]!;
    return whole;
  }

  #class(value: number): void {
    FLOAT[0] = value;
    const high = WORDS[HIGH]!;
    const page = this.#pages[high >>> 20] ?? this.#open(high >>> 20);
    page[high >>> MANTISSA_SHIFT & MANTISSA_MASK]!++;
  }

  #open(index: number): Uint32Array {
    this.#room.take(PAGE_BYTES);
    return this.#pages[index] = new Uint32Array(MANTISSA_MASK + 1);
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

/** For so many numbers room is taken at once, with as much again for how an array grows. */
const STEP = 32;
const STEP_BYTES = 16 * STEP;

/** These have a class of their own; they take the room that the numbers had which were kept as they are. */
const WHOLE_END = 1024;

/** One for each power of two that a group's numbers reach. */
const PAGE_BYTES = 2048;

/** 64 MiB. */
const BYTES_MAX = 64 * 1024 * 1024;

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
