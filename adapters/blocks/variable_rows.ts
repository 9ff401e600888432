import type { Pattern } from "../../core/query/ast.ts";
import { longestLiteral } from "../../core/query/pattern.ts";
import type { TemplatesColumn } from "./column_templates.ts";
import { fitsPattern } from "./heed.ts";
import type { Place, SlotPattern } from "./template_places.ts";

/** Marks rows by what stands in the slots of their templates. */
export class VariableRows {
  /** One byte a row, 1 = marked. */
  readonly mask: Uint8Array;
  readonly #column: TemplatesColumn;
  /** The rows of each template in order, one template after the other; made when first needed. */
  #order: Uint32Array | null = null;
  readonly #firsts: number[] = [];

  /** Marks none yet. */
  constructor(column: TemplatesColumn, count: number) {
    this.mask = new Uint8Array(count);
    this.#column = column;
  }

  /** Marks all rows of these templates. */
  markTemplates(codes: readonly number[]): void {
    const { mask } = this;
    const { codes: rows } = this.#column.codes();
    const passes = new Uint8Array(this.#column.templates.counts.length);
    for (const code of codes) passes[code] = 1;
    for (let row = 0; row < mask.length; row++) mask[row] = passes[rows[row]!]!;
  }

  /** Marks the rows that have a fitting variable, wherever it stands. */
  markAnySlot(pattern: Pattern): void {
    const { slotStarts, firstSlots } = this.#column.templates;
    const lower = this.#column.variables().lower();
    const needle = longestLiteral(pattern);
    let code = 0;
    let slot = 0;
    let rank = 0;
    let start = 0;
    for (let at = lower.indexOf(needle); at >= 0 && at < lower.length;) {
      if (slotStarts[slot + 1]! <= at) {
        while (slotStarts[slot + 1]! <= at) slot++;
        start = slotStarts[slot]!;
        rank = 0;
      }
      while (firstSlots[code + 1]! <= slot) code++;
      let next = lower.indexOf(END, start) + 1;
      for (; next <= at; next = lower.indexOf(END, start) + 1) {
        start = next;
        rank++;
      }
      if (fitsPattern(pattern, lower.slice(start, next - 1))) this.#mark(code, rank);
      start = next;
      rank++;
      at = lower.indexOf(needle, next);
    }
  }

  /** Marks the rows of a template whose variables fit at a place. */
  markPlace({ code, slots }: Place): void {
    const [first, ...rest] = slots;
    for (const rank of this.#findRanks(code, first!)) {
      if (rest.every((slot) => this.#fits(code, slot, rank))) this.#mark(code, rank);
    }
  }

  /** Of which of the template's rows (counted from 0) the slot's variable fits the pattern. */
  *#findRanks(code: number, { slot, pattern }: SlotPattern): Iterable<number> {
    const { firstSlots, slotStarts } = this.#column.templates;
    const index = firstSlots[code]! + slot;
    const own = this.#column.variables().lower().slice(slotStarts[index], slotStarts[index + 1]);
    if (!own.includes(longestLiteral(pattern))) return;
    let rank = 0;
    for (let start = 0; start < own.length; rank++) {
      const end = own.indexOf(END, start);
      if (fitsPattern(pattern, own.slice(start, end))) yield rank;
      start = end + 1;
    }
  }

  #fits(code: number, { slot, pattern }: SlotPattern, rank: number): boolean {
    const { firstVariables, counts } = this.#column.templates;
    const variables = this.#column.variables();
    const starts = variables.starts();
    const i = firstVariables[code]! + slot * counts[code]! + rank;
    return fitsPattern(pattern, variables.lower().slice(starts[i], starts[i + 1]! - 1));
  }

  #mark(code: number, rank: number): void {
    this.#order ??= this.#toOrder();
    this.mask[this.#order[this.#firsts[code]! + rank]!] = 1;
  }

  #toOrder(): Uint32Array {
    let first = 0;
    for (const count of this.#column.templates.counts) {
      this.#firsts.push(first);
      first += count;
    }
    const { codes, ranks } = this.#column.codes();
    const order = new Uint32Array(codes.length);
    for (let row = 0; row < codes.length; row++) {
      order[this.#firsts[codes[row]!]! + ranks[row]!] = row;
    }
    return order;
  }
}

const END = "\0";
