import type { Pattern } from "../../core/query/ast.ts";
import { literalText, longestLiteral, matchPattern } from "../../core/query/pattern.ts";
import type { TemplateCodes, Templates, TemplatesColumn, Variables } from "./column_templates.ts";
import type { Rows } from "./rows.ts";

/**
 * The rows whose message has these tokens (at least one) one right after the other. Where they stand in
 * the text of a template, all its rows match; where some stand in slots, the variables decide.
 */
export function matchTemplates(
  column: TemplatesColumn,
  tokens: readonly Pattern[],
  count: number,
): Rows {
  const places = findPlaces(column.templates, tokens);
  if (places.whole.length === column.templates.list.length) return "all";
  if (places.whole.length === 0 && places.partial.length === 0) return "none";
  const codes = column.codes();
  const mask = new Uint8Array(count);
  let hits = markWhole(places.whole, codes, mask);
  if (places.partial.length > 0) {
    const marker = new RowMarker(column, codes, mask);
    for (const place of places.partial) hits += marker.mark(place);
  }
  return hits === 0 ? "none" : hits === count ? "all" : mask;
}

/** Where a template may have the tokens: which patterns its slots have to fit. */
interface Place {
  readonly code: number;
  /** At least one. */
  readonly slots: readonly { readonly slot: number; readonly pattern: Pattern }[];
}

interface Places {
  /** Templates whose own text has the tokens. */
  readonly whole: readonly number[];
  /** Of other templates. */
  readonly partial: readonly Place[];
}

function findPlaces(templates: Templates, tokens: readonly Pattern[]): Places {
  const whole: number[] = [];
  const partial: Place[] = [];
  const inText = tokens.map(toTextOnly).filter((text) => text !== null);
  for (const [code, { text }] of templates.list.entries()) {
    // A cheap look first; text that is not ASCII may be written in another way than its lower case.
    if (inText.length > 0 && ASCII.test(text)) {
      const lower = text.toLowerCase();
      if (!inText.every((token) => lower.includes(token))) continue;
    }
    const own = templates.tokens(code);
    const found: Place[] = [];
    let isWhole = false;
    for (let start = 0; start + tokens.length <= own.length && !isWhole; start++) {
      const slots = fit(own, start, tokens);
      if (slots === null) continue;
      if (slots.length === 0) isWhole = true;
      else found.push({ code, slots });
    }
    if (isWhole) whole.push(code);
    else for (const place of found) partial.push(place);
  }
  return { whole, partial };
}

/** A token that can only stand in a template's text, as variables all have a digit; null = it may be one. */
function toTextOnly(pattern: Pattern): string | null {
  const literal = literalText(pattern);
  return literal !== null && !DIGIT.test(literal) ? literal : null;
}

/** What slots have to fit when the tokens begin at `start` of a template's; null when its text does not. */
function fit(
  own: readonly (string | null)[],
  start: number,
  tokens: readonly Pattern[],
): Place["slots"] | null {
  const slots: { slot: number; pattern: Pattern }[] = [];
  for (const [i, pattern] of tokens.entries()) {
    const token = own[start + i]!;
    if (token !== null) {
      if (!matchPattern(pattern, token)) return null;
    } else {
      if (toTextOnly(pattern) !== null) return null;
      slots.push({ slot: countSlots(own, start + i), pattern });
    }
  }
  return slots;
}

function countSlots(own: readonly (string | null)[], end: number): number {
  let slots = 0;
  for (let i = 0; i < end; i++) if (own[i] === null) slots++;
  return slots;
}

function markWhole(whole: readonly number[], { codes }: TemplateCodes, mask: Uint8Array): number {
  if (whole.length === 0) return 0;
  const passes = new Uint8Array(65_536);
  for (const code of whole) passes[code] = 1;
  let hits = 0;
  for (let row = 0; row < mask.length; row++) hits += mask[row] = passes[codes[row]!]!;
  return hits;
}

/** Marks the rows of a template whose variables fit. */
class RowMarker {
  readonly #templates: Templates;
  readonly #variables: Variables;
  readonly #codes: TemplateCodes;
  readonly #mask: Uint8Array;
  /** The rows of each template in order, one template after the other; made when first needed. */
  #order: Uint32Array | null = null;
  readonly #firsts: number[] = [];

  constructor(column: TemplatesColumn, codes: TemplateCodes, mask: Uint8Array) {
    this.#templates = column.templates;
    this.#variables = column.variables();
    this.#codes = codes;
    this.#mask = mask;
  }

  /** How many rows were not marked before. */
  mark({ code, slots }: Place): number {
    const [first, ...rest] = slots;
    let hits = 0;
    for (const rank of this.#findRanks(code, first!)) {
      if (!rest.every(({ slot, pattern }) => this.#fits(code, { slot, rank }, pattern))) continue;
      const row = this.#toRow(code, rank);
      if (this.#mask[row] === 1) continue;
      this.#mask[row] = 1;
      hits++;
    }
    return hits;
  }

  /** Of which of the template's rows (counted from 0) the slot's variable fits the pattern. */
  *#findRanks(code: number, { slot, pattern }: Place["slots"][number]): Iterable<number> {
    const { firstSlot } = this.#templates.list[code]!;
    const lower = this.#variables.lower();
    const starts = this.#templates.slotStarts;
    const end = starts[firstSlot + slot + 1]!;
    const needle = longestLiteral(pattern);
    let rank = 0;
    let start = starts[firstSlot + slot]!;
    for (let at = start; start < end;) {
      at = lower.indexOf(needle, start);
      if (at < 0 || at >= end) return;
      let next = lower.indexOf("\0", start) + 1;
      while (next <= at) {
        rank++;
        start = next;
        next = lower.indexOf("\0", start) + 1;
      }
      if (matchPattern(pattern, lower.slice(start, next - 1))) yield rank;
      rank++;
      start = next;
    }
  }

  #fits(code: number, { slot, rank }: { slot: number; rank: number }, pattern: Pattern): boolean {
    const { firstVariable, count } = this.#templates.list[code]!;
    const starts = this.#variables.starts();
    const i = firstVariable + slot * count + rank;
    return matchPattern(pattern, this.#variables.lower().slice(starts[i], starts[i + 1]! - 1));
  }

  #toRow(code: number, rank: number): number {
    this.#order ??= this.#toOrder();
    return this.#order[this.#firsts[code]! + rank]!;
  }

  #toOrder(): Uint32Array {
    let first = 0;
    for (const { count } of this.#templates.list) {
      this.#firsts.push(first);
      first += count;
    }
    const { codes, ranks } = this.#codes;
    const order = new Uint32Array(codes.length);
    for (let row = 0; row < codes.length; row++) {
      order[this.#firsts[codes[row]!]! + ranks[row]!] = row;
    }
    return order;
  }
}

const DIGIT = /[0-9]/;
// deno-lint-ignore no-control-regex
const ASCII = /^[\x00-\x7f]*$/;
