import type { Fields, Level } from "../event.ts";
import { parseLevel } from "../level.ts";
import type { ParseContext, ParsedLine } from "./context.ts";
import { TextHeads } from "./text_heads.ts";
import type { TimeScanner } from "./time.ts";

/**
 * `2025-10-23 14:32:15 INFO [payment-service] message`: a time (see `time.ts`, also in brackets), then
 * optionally a level (also in brackets or with a colon), a service in brackets, and the message.
 * A bracket before the level is the thread; `time - logger - LEVEL - message` is read too. Further lines
 * join the message as they are. Valid until the context reads the next text.
 */
export function parseText(text: string, context: ParseContext): ParsedLine | null {
  return context.text.read(text, 0, text.length);
}

/** Reads text lines where they stand in a longer text, each into itself, so that only messages are cut out. */
export class TextReader implements ParsedLine {
  timestampMs = NaN;
  level: Level | null = null;
  service: string | null = null;
  readonly hostname = null;
  message = "";
  fields: Fields | null = null;
  readonly #time: TimeScanner;
  readonly #heads = new TextHeads();
  #text = "";
  #at = 0;
  #end = 0;

  /** `time` reads the times. */
  constructor(time: TimeScanner) {
    this.#time = time;
  }

  /**
   * Reads the event `text[start, end)` (see {@linkcode parseText}). A line break or nothing must follow it
   * in `text`: as no part of a head goes on over a line break, nothing needs to look for the end.
   */
  read(text: string, start: number, end: number): ParsedLine | null {
    const bracketed = text.charCodeAt(start) === OPEN;
    const timestampMs = this.#time.scan(text, bracketed ? start + 1 : start);
    if (timestampMs === null) return null;
    let at = this.#time.end;
    if (bracketed && text.charCodeAt(at++) !== CLOSE) return null;
    if (isWordPart(text.charCodeAt(at))) return null;
    this.timestampMs = timestampMs;
    this.fields = null;
    const head = this.#heads.find(text, at);
    if (head === null) {
      this.#end = end;
      this.#readHead(text, at);
    } else {
      this.level = head.level;
      this.service = head.service;
      this.#at = at + head.text.length;
    }
    this.message = text.slice(this.#at, end);
    return this;
  }

  /** What stands between the time and the message. */
  #readHead(text: string, start: number): void {
    this.#text = text;
    this.#at = start;
    this.level = this.service = null;
    this.#skipBlanks();
    if (text.charCodeAt(this.#at) === DASH) return this.#scanDashed();
    const leveled = this.#scanLevel();
    const name = this.#scanName();
    if (leveled || name === null || !this.#scanLevel()) this.service = name;
    else {
      this.fields = { thread: name };
      this.service = this.#scanName();
    }
    if (leveled && name !== null) {
      this.#heads.add(text.slice(start, this.#at), this.level!, name);
    }
  }

  #scanLevel(): boolean {
    return this.#text.charCodeAt(this.#at) === OPEN ? this.#scanLevelBracket() : this.#scanWord();
  }

  /** `[INFO]`, `[ warn ]`. */
  #scanLevelBracket(): boolean {
    let start = this.#at + 1;
    while (this.#text.charCodeAt(start) === SPACE) start++;
    const wordEnd = this.#letters(start);
    let end = wordEnd;
    while (this.#text.charCodeAt(end) === SPACE) end++;
    if (this.#text.charCodeAt(end) !== CLOSE) return false;
    return this.#takeLevel(start, wordEnd, end + 1);
  }

  /**
   * `INFO` or `info:`. A lower-case word before a space may as well begin the message (`error opening
   * file`), so it gives the level but stays in the message.
   */
  #scanWord(): boolean {
    const text = this.#text;
    const start = this.#at;
    const first = text.charCodeAt(start);
    if (this.#scanCommon(first)) return true;
    if (!((first | 32) >= 97 && (first | 32) <= 122)) return false;
    const end = this.#letters(start);
    const after = text.charCodeAt(end);
    const marked = after === COLON || after === TAB;
    if (!marked && after !== SPACE && after !== OPEN && !this.#endsLine(end)) return false;
    if (marked || text.charCodeAt(end - 1) <= UPPER_Z) return this.#takeLevel(start, end, end);
    if (first > UPPER_Z && after === SPACE) {
      const level = PROSE_LEVELS.get(text.slice(start, end));
      if (level !== undefined) this.level = level;
    }
    return false;
  }

  /** The four levels that nearly all lines have, without a copy of the word. */
  #scanCommon(first: number): boolean {
    const level = first === 73 ? "INFO" : first === 87 ? "WARN" : first === 69 ? "ERROR" : "DEBUG";
    if (!this.#text.startsWith(level, this.#at)) return false;
    const end = this.#at + level.length;
    if (this.#text.charCodeAt(end) !== SPACE) return false;
    this.level = level;
    this.#goOn(end);
    return true;
  }

  #takeLevel(start: number, wordEnd: number, end: number): boolean {
    if (wordEnd - start < LEVEL_MIN || wordEnd - start > LEVEL_MAX) return false;
    const level = parseLevel(this.#text.slice(start, wordEnd));
    if (level === null) return false;
    this.level = level;
    this.#goOn(end);
    return true;
  }

  /** `[payment-service]`: a word with a letter, so that `[4711]` stays in the message. */
  #scanName(): string | null {
    const text = this.#text;
    if (text.charCodeAt(this.#at) !== OPEN) return null;
    const start = this.#at + 1;
    let end = start;
    let named = false;
    for (; end - start <= NAME_MAX; end++) {
      const code = text.charCodeAt(end);
      if (isLetter(code)) named = true;
      else if (!isNamePart(code)) break;
    }
    if (!named || text.charCodeAt(end) !== CLOSE || end - start > NAME_MAX) return null;
    this.#goOn(end + 1);
    return text.slice(start, end);
  }

  /** `- logger - LEVEL - message` or `- LEVEL - message`, as Python's logging is often told to write. */
  #scanDashed(): void {
    const parts = DASHED.exec(this.#text.slice(this.#at, this.#at + DASHED_MAX));
    if (parts === null) return;
    const level = parseLevel(parts[2]!);
    if (level === null) return;
    this.level = level;
    if (parts[1] !== undefined) this.fields = { logger: parts[1] };
    this.#at += parts[0].length;
  }

  #goOn(end: number): void {
    this.#at = this.#text.charCodeAt(end) === COLON ? end + 1 : end;
    this.#skipBlanks();
  }

  #skipBlanks(): void {
    let code = this.#text.charCodeAt(this.#at);
    while (code === SPACE || code === TAB) code = this.#text.charCodeAt(++this.#at);
  }

  /** Whether the event ends here, or its first line. */
  #endsLine(at: number): boolean {
    if (at === this.#end) return true;
    const code = this.#text.charCodeAt(at);
    if (code !== CARRIAGE_RETURN || at + 1 === this.#end) return code === LINE_FEED;
    return this.#text.charCodeAt(at + 1) === LINE_FEED;
  }

  #letters(start: number): number {
    let end = start;
    let code = this.#text.charCodeAt(end) | 32;
    while (code >= 97 && code <= 122) code = this.#text.charCodeAt(++end) | 32;
    return end;
  }
}

/** ASCII letters, and whatever is not ASCII. */
function isLetter(code: number): boolean {
  return ((code | 32) >= 97 && (code | 32) <= 122) || code > 127;
}

/** Digits and `$ + - . / : @ _`. */
function isNamePart(code: number): boolean {
  return (code >= 45 && code <= 58) || code === 95 || code === 64 || code === 36 || code === 43;
}

function isWordPart(code: number): boolean {
  return (code >= 48 && code <= 57) || isLetter(code);
}

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const DASH = 45;
const COLON = 58;
const UPPER_Z = 90;
const OPEN = 91;
const CLOSE = 93;
const LEVEL_MIN = 3;
const LEVEL_MAX = 13;
const NAME_MAX = 128;
const DASHED_MAX = 300;
const DASHED = /^- (?:(\S{1,200}) - )?([A-Z]{3,13}) - /;
const PROSE_LEVELS: ReadonlyMap<string, Level> = new Map(
  ["trace", "debug", "info", "warn", "warning", "error", "fatal"]
    .map((word) => [word, parseLevel(word)!] as const),
);
