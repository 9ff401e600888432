import { ANY_ONE, type Pattern, type PatternPart } from "./ast.ts";

/**
 * Whether the whole text fits the pattern. Each piece between two `*` is taken at its first place,
 * which is enough, so time is at most |pattern| × |text|, whatever the wildcards.
 */
export function matchPattern(pattern: Pattern, text: string): boolean {
  const first = pattern[0];
  if (first === undefined) return text === "";
  if (pattern.length === 1 && typeof first === "string") return text === first;
  let at = 0;
  let piece: PatternPart[] = [];
  let floating = false;
  for (const part of pattern) {
    if (!isRun(part)) {
      piece.push(part);
      continue;
    }
    const end = floating ? findPiece(piece, text, at) : matchPiece(piece, text, at);
    if (end < 0) return false;
    at = end;
    piece = [];
    floating = true;
  }
  return floating ? endsWithPiece(piece, text, at) : matchPiece(piece, text, at) === text.length;
}

/** The text of a pattern without wildcards; null when it has some. */
export function literalText(pattern: Pattern): string | null {
  if (pattern.length === 0) return "";
  return pattern.length === 1 && typeof pattern[0] === "string" ? pattern[0] : null;
}

/** The longest literal part: every match contains it. Empty where there is none. */
export function longestLiteral(pattern: Pattern): string {
  let longest = "";
  for (const part of pattern) {
    if (typeof part === "string" && part.length > longest.length) longest = part;
  }
  return longest;
}

/** In normal form: neighbouring texts joined, empty ones left out, `*` never twice in a row and after `?`. */
export function toPattern(parts: readonly PatternPart[]): Pattern {
  const pattern: PatternPart[] = [];
  for (const part of parts) {
    const last = pattern.at(-1);
    if (part === "" || (isRun(part) && isRun(last))) continue;
    if (typeof part === "string" && typeof last === "string") {
      pattern[pattern.length - 1] = last + part;
    } else if (isRun(last) && typeof part !== "string") {
      pattern.splice(-1, 0, ANY_ONE);
    } else {
      pattern.push(part);
    }
  }
  return pattern;
}

/** Compared by content: a query may be a copy from another thread. */
function isRun(part: PatternPart | undefined): boolean {
  return typeof part === "object" && part.any === "run";
}

/** Where the piece (without `*`) ends when it begins at `at`; -1 = it does not stand there. */
function matchPiece(piece: Pattern, text: string, at: number): number {
  for (const part of piece) {
    if (typeof part === "string") {
      if (!text.startsWith(part, at)) return -1;
      at += part.length;
    } else {
      if (at >= text.length) return -1;
      at += codePointLength(text, at);
    }
  }
  return at;
}

/** Where the first match of the piece at or after `from` ends; -1 = there is none. */
function findPiece(piece: Pattern, text: string, from: number): number {
  const first = piece[0];
  if (first === undefined) return from;
  let at = from;
  while (at <= text.length) {
    if (typeof first === "string") {
      at = text.indexOf(first, at);
      if (at < 0) return -1;
      if (piece.length === 1) return at + first.length;
    }
    const end = matchPiece(piece, text, at);
    if (end >= 0) return end;
    at++;
  }
  return -1;
}

/** Whether the piece stands at the very end, without reaching before `from`. */
function endsWithPiece(piece: Pattern, text: string, from: number): boolean {
  let end = text.length;
  for (let i = piece.length - 1; i >= 0; i--) {
    const part = piece[i]!;
    if (typeof part === "string") {
      if (!text.endsWith(part, end)) return false;
      end -= part.length;
    } else {
      end -= end >= 2 && text.codePointAt(end - 2)! > 0xffff ? 2 : 1;
    }
    if (end < from) return false;
  }
  return true;
}

function codePointLength(text: string, at: number): number {
  return text.codePointAt(at)! > 0xffff ? 2 : 1;
}
