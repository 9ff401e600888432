/**
 * Messages taken apart: a template is a message with U+0000 (a slot) in place of each word that has an
 * ASCII digit; the words are its variables. A word is a maximal run of ASCII letters, digits, `_` and
 * anything that is not ASCII; one with something not ASCII in it, or longer than a token, stays text. So
 * a variable is always exactly one token, and a token without digits always stands in the template.
 */
export interface ScannedTemplates {
  /** The template of each message, in order. */
  readonly codes: Uint16Array;
  /** All templates in UTF-8, by code, with a zero byte after each. */
  readonly templates: Uint8Array;
  /** How many bytes each template has. */
  readonly lengths: Uint32Array;
  /** How many messages have each. */
  readonly counts: Uint32Array;
  /** How many slots each has. */
  readonly slots: Uint32Array;
  /** All variables, ASCII, message by message, without anything between them; a view, see below. */
  readonly variables: Uint8Array;
  /** Whether a variable has a capital letter. */
  readonly capitals: boolean;
  /** Whether all text of templates is ASCII and no word in it is longer than a token. */
  readonly plain: boolean;
  /** Where each variable ends; a view of a buffer that the next scan uses again, as `variables` is. */
  readonly ends: Uint32Array;
}

/**
 * Takes apart `count` messages of UTF-8, each followed by one zero byte. Null when they are too long or
 * have too many templates for that to pay, or one has a zero byte in it.
 */
export function scanTemplates(bytes: Uint8Array, count: number): ScannedTemplates | null {
  if (bytes.length > BYTES_MAX) return null;
  const known = new TemplateTable(count);
  const codes = new Uint16Array(count);
  let at = 0;
  let written = 0;
  let variableCount = 0;
  let inVariables = 0;
  let inText = 0;
  for (let row = 0; row < count; row++) {
    const variablesBefore = variableCount;
    const first = known.end;
    let to = first;
    let run = to;
    let kinds = 0;
    for (;; at++) {
      const byte = bytes[at]!;
      const kind = KINDS[byte]!;
      if (kind !== 0) {
        kinds |= kind;
        TEXT[to++] = byte;
        continue;
      }
      if ((kinds & (DIGIT | WIDE)) === DIGIT && to - run <= VARIABLE_BYTES_MAX) {
        for (let i = at - (to - run); i < at; i++) VARIABLES[written++] = bytes[i]!;
        ENDS[variableCount++] = written;
        inVariables |= kinds;
        TEXT[run] = SLOT;
        to = run + 1;
      } else inText |= to - run > VARIABLE_BYTES_MAX ? WIDE : kinds;
      if (byte === 0) break;
      TEXT[to++] = byte;
      run = to;
      kinds = 0;
    }
    at++;
    const code = known.take(to - first, variableCount - variablesBefore);
    if (code < 0 || (row < SAMPLE_ROWS && code >= SAMPLE_MAX)) return null;
    codes[row] = code;
  }
  if (at < bytes.length) return null; // Some message has a zero byte.
  return {
    ...known.result(),
    codes,
    plain: (inText & WIDE) === 0,
    capitals: (inVariables & CAPITAL) !== 0,
    variables: VARIABLES.subarray(0, written),
    ends: ENDS.subarray(0, variableCount),
  };
}

/** The templates of a block, one after the other in {@linkcode TEXT}, each from a multiple of 4 on. */
class TemplateTable {
  /** Where the next one is to be written. */
  end = 0;
  readonly #max: number;
  /** Code + 1 by hash; 0 = free. */
  readonly #table = new Int16Array(TABLE_SIZE);
  readonly #hashes = new Int32Array(TEMPLATES_MAX);
  readonly #starts = new Uint32Array(TEMPLATES_MAX);
  readonly #lengths = new Uint32Array(TEMPLATES_MAX);
  readonly #slots = new Uint32Array(TEMPLATES_MAX);
  readonly #counts = new Uint32Array(TEMPLATES_MAX);
  #known = 0;

  constructor(count: number) {
    this.#max = Math.min(TEMPLATES_MAX, Math.max(TEMPLATES_FEW, count >>> 2));
  }

  /** The code of the template of `length` bytes that was just written at `end`; -1 when it is one too many. */
  take(length: number, slots: number): number {
    const first = this.end >>> 2;
    const words = (length + 3) >>> 2;
    for (let i = this.end + length; (i & 3) !== 0; i++) TEXT[i] = 0;
    let hash = length;
    for (let i = 0; i < words; i++) {
      hash = Math.imul(hash ^ WORDS[first + i]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    let at = hash & TABLE_MASK;
    for (let code = this.#table[at]! - 1; code >= 0; code = this.#table[at]! - 1) {
      if (this.#hashes[code] === hash && this.#isSame(code, length)) {
        this.#counts[code]!++;
        return code;
      }
      at = (at + 1) & TABLE_MASK;
    }
    if (this.#known === this.#max) return -1;
    const code = this.#known++;
    this.#table[at] = code + 1;
    this.#hashes[code] = hash;
    this.#starts[code] = this.end;
    this.#lengths[code] = length;
    this.#slots[code] = slots;
    this.#counts[code] = 1;
    this.end += words << 2;
    return code;
  }

  result(): Omit<ScannedTemplates, "codes" | "variables" | "ends" | "capitals" | "plain"> {
    const known = this.#known;
    return {
      templates: this.#toText(),
      lengths: this.#lengths.subarray(0, known),
      counts: this.#counts.subarray(0, known),
      slots: this.#slots.subarray(0, known),
    };
  }

  #toText(): Uint8Array {
    const text = new Uint8Array(this.end + this.#known);
    let to = 0;
    for (let code = 0; code < this.#known; code++) {
      const start = this.#starts[code]!;
      const end = start + this.#lengths[code]!;
      for (let at = start; at < end; at++) text[to++] = TEXT[at]!;
      to++;
    }
    return text.subarray(0, to);
  }

  #isSame(code: number, length: number): boolean {
    if (this.#lengths[code] !== length) return false;
    const a = this.#starts[code]! >>> 2;
    const b = this.end >>> 2;
    for (let i = (length + 3) >>> 2; i-- > 0;) if (WORDS[a + i] !== WORDS[b + i]) return false;
    return true;
  }
}

const SLOT = 0;
const LETTER = 1;
const DIGIT = 2;
const WIDE = 4;
const CAPITAL = 8;
/** By byte: 0 = parts words. */
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 128) return WIDE;
  if (byte >= 48 && byte <= 57) return DIGIT;
  if (byte >= 65 && byte <= 90) return CAPITAL;
  return /\w/.test(String.fromCharCode(byte)) ? LETTER : 0;
});

/** As long as a token may be. */
const VARIABLE_BYTES_MAX = 255;

/** More templates than this (or than a quarter of the messages) do not pay. */
const TEMPLATES_MAX = 4096;
const TEMPLATES_FEW = 16;
const TABLE_SIZE = 4 * TEMPLATES_MAX;
const TABLE_MASK = TABLE_SIZE - 1;
/** Messages that have so many templates among the first will have too many. */
const SAMPLE_ROWS = 512;
const SAMPLE_MAX = 384;

/** Longer messages are rarely made from templates. */
const BYTES_MAX = 8 * 1024 * 1024;
/** Used by one scan after the other, as far as it needs them: memory that is never touched is never taken. */
const TEXT = new Uint8Array(BYTES_MAX + 4 * TEMPLATES_MAX); // Each may be filled up to a multiple of 4.
const WORDS = new Int32Array(TEXT.buffer);
const VARIABLES = new Uint8Array(BYTES_MAX);
const ENDS = new Uint32Array(BYTES_MAX / 2);
