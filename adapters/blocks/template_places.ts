import type { Pattern } from "../../core/query/ast.ts";
import { literalText, longestLiteral } from "../../core/query/pattern.ts";
import type { Templates } from "./column_templates.ts";
import { fitsPattern } from "./heed.ts";

/** Where a template may have some tokens: which patterns its slots have to fit. */
export interface Place {
  /** Of the template. */
  readonly code: number;
  /** At least one. */
  readonly slots: readonly SlotPattern[];
}

/** What the variable of a template's slot has to fit. */
export interface SlotPattern {
  /** Counts from 0 within the template. */
  readonly slot: number;
  /** In lower case. */
  readonly pattern: Pattern;
}

/** Where the templates of a block have some tokens one right after the other. */
export interface TemplatePlaces {
  /** Templates whose own text has them. */
  readonly whole: readonly number[];
  /** Of other templates; of none when there is only one token, as any slot may have it. */
  readonly partial: readonly Place[];
}

/** Compares the tokens (at least one) with the text of the templates. */
export function findPlaces(templates: Templates, tokens: readonly Pattern[]): TemplatePlaces {
  const whole: number[] = [];
  const partial: Place[] = [];
  const isOne = tokens.length === 1;
  const inText = tokens.filter((token) => isOne || !mayBeVariable(token)).map(longestLiteral);
  // In plain text a word with a digit is a variable.
  if (templates.isPlain && inText.some((text) => DIGIT.test(text))) return { whole, partial };
  const phrase = inText.length === tokens.length && !isOne ? toPhrase(tokens) : null;
  for (const code of findCandidates(templates, inText)) {
    if (phrase !== null && templates.isPlain) {
      if (phrase.test(textOf(templates, code))) whole.push(code);
      continue;
    }
    const found = findInTemplate(templates.tokens(code), tokens);
    if (found === null) whole.push(code);
    else if (!isOne) { for (const slots of found) partial.push({ code, slots }); }
  }
  return { whole, partial };
}

/** The templates whose text has all of these texts, in order. */
function findCandidates(templates: Templates, needles: readonly string[]): number[] {
  const { starts } = templates;
  const lower = templates.lower();
  const [needle = "", ...others] = needles.toSorted((a, b) => b.length - a.length);
  const found: number[] = [];
  let code = 0;
  for (let at = lower.indexOf(needle); at >= 0 && at < lower.length;) {
    while (starts[code + 1]! <= at) code++;
    const next = starts[code + 1]!;
    const text = others.length === 0 ? "" : lower.slice(starts[code], next);
    if (others.every((other) => text.includes(other))) found.push(code);
    at = lower.indexOf(needle, next);
  }
  return found;
}

/** Variables all have a digit, so a literal without one is none. */
export function mayBeVariable(pattern: Pattern): boolean {
  const literal = literalText(pattern);
  return literal === null || DIGIT.test(literal);
}

/**
 * Finds words that all stand in text, one right after the other, in text that {@linkcode Templates.isPlain}
 * holds for: a slot is a word too.
 */
function toPhrase(tokens: readonly Pattern[]): RegExp | null {
  const words = tokens.map(literalText);
  if (!words.every((word) => word !== null && ASCII_WORD.test(word))) return null;
  return new RegExp(`(?<![0-9a-z_])${words.join("[^0-9a-z_\\0]+")}(?![0-9a-z_])`);
}

function textOf(templates: Templates, code: number): string {
  return templates.lower().slice(templates.starts[code], templates.starts[code + 1]! - 1);
}

/** Null when the template's own text has the tokens, else what its slots have to fit at each place. */
function findInTemplate(
  own: readonly (string | null)[],
  tokens: readonly Pattern[],
): (readonly SlotPattern[])[] | null {
  const found: (readonly SlotPattern[])[] = [];
  let slotsBefore = 0;
  for (let start = 0; start + tokens.length <= own.length; start++) {
    const slots = fit(own, tokens, { start, slotsBefore });
    if (slots?.length === 0) return null;
    if (slots !== null) found.push(slots);
    if (own[start] === null) slotsBefore++;
  }
  return found;
}

/** What slots have to fit when the tokens begin at `start` of a template's; null when its text does not. */
function fit(
  own: readonly (string | null)[],
  tokens: readonly Pattern[],
  { start, slotsBefore }: { readonly start: number; readonly slotsBefore: number },
): readonly SlotPattern[] | null {
  const slots: SlotPattern[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = own[start + i]!;
    const pattern = tokens[i]!;
    if (token !== null) {
      if (!fitsPattern(pattern, token)) return null;
    } else {
      if (!mayBeVariable(pattern)) return null;
      slots.push({ slot: slotsBefore + slots.length, pattern });
    }
  }
  return slots;
}

const DIGIT = /[0-9]/;
const ASCII_WORD = /^[a-z_]+$/;
