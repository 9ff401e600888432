import type { Level } from "../event.ts";

/** What stands between the time and the message of a text line, and what it says. */
export interface TextHead {
  /** ` INFO [payment-service] `, with the blanks around. */
  readonly text: string;
  /** Its level. */
  readonly level: Level;
  /** Its service. */
  readonly service: string;
}

/**
 * Remembers the heads of text lines, of which most logs have few, so that a head met again is compared
 * instead of read, and its service is the same string as before.
 */
export class TextHeads {
  readonly #slots = new Array<TextHead | null>(SLOTS).fill(null);
  #left = ADDED_MAX;

  /** What begins at `at` of `text` and was added before; null = not known. */
  find(text: string, at: number): TextHead | null {
    const head = this.#slots[slotOf(text, at)]!;
    if (head === null) return null;
    const end = at + head.text.length;
    // Comparing a slice takes half the time of `startsWith`.
    return text.slice(at, end) === head.text && !isBlank(text.charCodeAt(end)) ? head : null;
  }

  /**
   * Adds a head that ends with a service in brackets. Only one that ends with a blank is kept: it means the
   * same before whatever follows, but a further blank, which would belong to it.
   */
  add(text: string, level: Level, service: string): void {
    if (this.#left === 0 || !isBlank(text.charCodeAt(text.length - 1))) return;
    this.#left--;
    this.#slots[slotOf(text, 0)] = { text, level, service };
  }
}

/** Of every second character where the service stands, up to its `]` or the blank after: never past the head. */
function slotOf(text: string, at: number): number {
  let hash = text.charCodeAt(at + 1);
  for (let i = at + HASHED_FROM; i < at + HASHED_TO; i += 2) {
    const code = text.charCodeAt(i);
    hash = (hash * 31 + code) | 0;
    if (code === CLOSE || code === SPACE) break;
  }
  return (hash ^ (hash >>> 8)) & (SLOTS - 1);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

const TAB = 9;
const SPACE = 32;
const CLOSE = 93;
/** The shortest head, ` ERR[a] `, ends here. */
const HASHED_FROM = 7;
const HASHED_TO = 19;
/** A power of two. */
const SLOTS = 256;
/** A log whose heads are all different is not worth more. */
const ADDED_MAX = 1024;
