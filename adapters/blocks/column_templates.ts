import { Buffer } from "node:buffer";
import { toLower, toTokens } from "../../core/query/tokens.ts";
import { VarintReader } from "../../core/varint.ts";
import type { Decoded } from "./block.ts";

/** Messages as templates and variables (see `template_scan.ts`), in three columns of the block. */
export interface TemplatesMeta {
  /** Tells the forms apart. */
  readonly kind: "templates";
  /** Bytes a code. */
  readonly width: 1 | 2;
  /** Whether no variable has a capital letter, so that their lower case is known. */
  readonly lower: boolean;
  /** As {@linkcode Templates.isPlain}. */
  readonly plain: boolean;
}

/** A column of messages in memory: `variables` and `codes` are read when they are first needed. */
export class TemplatesColumn {
  /** Tells the forms apart. */
  readonly kind = "templates";
  /** All there are. */
  readonly templates: Templates;
  readonly #load: TemplateLoaders;
  #cells = 0;
  #codes: TemplateCodes | null = null;
  #variables: Variables | null = null;

  /** `load` gives the other two columns. */
  constructor(templates: Templates, load: TemplateLoaders) {
    this.templates = templates;
    this.#load = load;
  }

  /** Which template each row has. */
  codes(): TemplateCodes {
    return this.#codes ??= this.#load.codes();
  }

  /** The variables of all rows. */
  variables(): Variables {
    return this.#variables ??= this.#load.variables();
  }

  /** The message of a row. */
  cell(row: number): string {
    const { codes, ranks } = this.codes();
    const code = codes[row]!;
    const pieces = this.templates.pieces(code);
    let message = pieces[0]!;
    if (pieces.length === 1) return message;
    if (this.#cells++ < CELLS_FEW) return this.#seek(code, ranks[row]!);
    const { counts, firstVariables } = this.templates;
    const { text, starts: startsOf } = this.variables();
    const starts = startsOf();
    let i = firstVariables[code]! + ranks[row]!;
    for (let slot = 1; slot < pieces.length; slot++, i += counts[code]!) {
      message += text.slice(starts[i], starts[i + 1]! - 1) + pieces[slot]!;
    }
    return message;
  }

  /** The same, for a few rows, without finding where each variable starts. */
  #seek(code: number, rank: number): string {
    const { firstSlots, slotStarts } = this.templates;
    const { text } = this.variables();
    const pieces = this.templates.pieces(code);
    let message = pieces[0]!;
    for (let slot = 1; slot < pieces.length; slot++) {
      let start = slotStarts[firstSlots[code]! + slot - 1]!;
      for (let before = 0; before < rank; before++) start = text.indexOf(SLOT, start) + 1;
      message += text.slice(start, text.indexOf(SLOT, start)) + pieces[slot]!;
    }
    return message;
  }
}

/** How a {@linkcode TemplatesColumn} gets what it does not have yet. */
export interface TemplateLoaders {
  /** Reads and decodes the column of codes, or remembers it. */
  readonly codes: () => TemplateCodes;
  /** The same for variables. */
  readonly variables: () => Variables;
}

/** All templates of a block by code, and where the variables of each slot stand. */
export interface Templates extends Decoded {
  /** In how many rows each template is. */
  readonly counts: Uint32Array;
  /** Template `i` is `text.slice(starts[i], starts[i + 1] - 1)`; U+0000 stands for a variable. */
  readonly text: string;
  /** One more than there are templates. */
  readonly starts: Uint32Array;
  /** Template `i` has the slots [firstSlots[i], firstSlots[i + 1]) of all slots of the block. */
  readonly firstSlots: Uint32Array;
  /** Its first variable among all of the block; those of its next slot follow after `counts[i]`. */
  readonly firstVariables: Uint32Array;
  /** Slot `s` has `variables.text.slice(slotStarts[s], slotStarts[s + 1])`. */
  readonly slotStarts: Uint32Array;
  /** Whether the text is ASCII and has no run of word characters that is longer than a token. */
  readonly isPlain: boolean;
  /** `text` in lower case, with the same lengths; made once. */
  lower(): string;
  /** Lower-cased tokens of the template `code`, null for a slot; made once. */
  tokens(code: number): readonly (string | null)[];
  /** The text of the template `code` around its slots; made once. */
  pieces(code: number): readonly string[];
}

/** Which template each row has. */
export interface TemplateCodes extends Decoded {
  /** One a row. */
  readonly codes: Uint8Array | Uint16Array;
  /** How many rows before it have the same template. */
  readonly ranks: Uint16Array | Uint32Array;
}

/** The variables of a block. */
export interface Variables extends Decoded {
  /** ASCII, in the order of `EncodedTemplates.variables`. */
  readonly text: string;
  /** `text` in lower case; made once. */
  lower(): string;
  /** Where variable `i` starts; it ends before the U+0000 that precedes start `i + 1`. Made once. */
  starts(): Uint32Array;
}

/** Reads the column of templates. */
export function decodeTemplates(bytes: Uint8Array, meta: TemplatesMeta): Templates {
  const reader = new VarintReader(bytes as Uint8Array<ArrayBuffer>);
  const known = reader.read();
  const counts = new Uint32Array(known);
  const starts = new Uint32Array(known + 1);
  const firstSlots = new Uint32Array(known + 1);
  const firstVariables = new Uint32Array(known + 1);
  for (let code = 0; code < known; code++) {
    starts[code + 1] = starts[code]! + reader.read() + 1;
    const count = counts[code] = reader.read();
    const slots = reader.read();
    firstSlots[code + 1] = firstSlots[code]! + slots;
    firstVariables[code + 1] = firstVariables[code]! + slots * count;
  }
  const slotStarts = new Uint32Array(firstSlots[known]! + 1);
  for (let slot = 1; slot < slotStarts.length; slot++) {
    slotStarts[slot] = slotStarts[slot - 1]! + reader.read();
  }
  const texts = reader.readBytes();
  const text = Buffer.from(texts.buffer, texts.byteOffset, texts.byteLength)
    .toString(meta.plain ? "latin1" : "utf8");
  const textOf = (code: number) => text.slice(starts[code], starts[code + 1]! - 1);
  const tokens = new Array<readonly (string | null)[]>(known);
  const pieces = new Array<readonly string[]>(known);
  let lower: string | null = null;
  return {
    ...{ counts, text, starts, firstSlots, firstVariables, slotStarts },
    isPlain: meta.plain,
    lower: () => lower ??= meta.plain ? text.toLowerCase() : toLower(text),
    tokens: (code) => tokens[code] ??= toTemplateTokens(textOf(code)),
    pieces: (code) => pieces[code] ??= textOf(code).split(SLOT),
    bytes: text.length * GROWTH + known * TEMPLATE_BYTES + slotStarts.byteLength,
  };
}

/** Reads the column of codes. */
export function decodeCodes(
  bytes: Uint8Array,
  { width }: TemplatesMeta,
  count: number,
): TemplateCodes {
  const own = bytes.slice(0, count * width);
  const codes = width === 1 ? own : new Uint16Array(own.buffer, own.byteOffset, count);
  const ranks = count <= 65_536 ? new Uint16Array(count) : new Uint32Array(count);
  const next = new Uint32Array(width === 1 ? 256 : 65_536);
  for (let row = 0; row < count; row++) ranks[row] = next[codes[row]!]!++;
  return { codes, ranks, bytes: codes.byteLength + ranks.byteLength };
}

/** Reads the column of variables. */
export function decodeVariables(bytes: Uint8Array, meta: TemplatesMeta): Variables {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  let lower = meta.lower ? text : null;
  let starts: Uint32Array | null = null;
  return {
    text,
    lower: () => lower ??= text.toLowerCase(),
    starts: () => starts ??= findStarts(text),
    bytes: text.length * 3,
  };
}

function toTemplateTokens(text: string): (string | null)[] {
  const tokens: (string | null)[] = [];
  text.split(SLOT).forEach((piece, i) => {
    if (i > 0) tokens.push(null);
    for (const token of toTokens(piece)) tokens.push(token);
  });
  return tokens;
}

function findStarts(text: string): Uint32Array {
  let count = 0;
  for (let at = text.indexOf(SLOT); at >= 0; at = text.indexOf(SLOT, at + 1)) count++;
  const starts = new Uint32Array(count + 1);
  for (let i = 1, at = 0; i <= count; i++) {
    at = text.indexOf(SLOT, at) + 1;
    starts[i] = at;
  }
  return starts;
}

const SLOT = "\0";
/** For more messages of a block it pays to find all variables. */
const CELLS_FEW = 40;
/** How much larger templates are in memory than stored, roughly. */
const GROWTH = 6;
const TEMPLATE_BYTES = 32;
