import type { FieldValue } from "../../core/event.ts";
import {
  decodeDictionary,
  type DictionaryColumn,
  type DictionaryMeta,
  encodeDictionary,
} from "./column_dictionary.ts";
import { decodeMixed, encodeMixed, type MixedColumn, type MixedMeta } from "./column_mixed.ts";
import {
  decodeNumbers,
  encodeNumbers,
  type NumbersColumn,
  type NumbersMeta,
} from "./column_numbers.ts";
import {
  decodeStrings,
  encodeStrings,
  type StringsColumn,
  type StringsMeta,
} from "./column_strings.ts";
import type { TemplatesColumn, TemplatesMeta } from "./column_templates.ts";

/** How a column is written, kept in its block's meta. */
export type ColumnMeta = PlainMeta | TemplatesMeta;

/** One that lies in a single column of its block. */
export type PlainMeta = DictionaryMeta | NumbersMeta | StringsMeta | MixedMeta;

/** A column in memory. */
export type Column = PlainColumn | TemplatesColumn;

/** One of a {@linkcode PlainMeta}. */
export type PlainColumn = DictionaryColumn | NumbersColumn | StringsColumn | MixedColumn;

/**
 * A column as it is to be stored; `bytes` is null when its meta says it all, else a view that the
 * next encoding may overwrite.
 */
export interface EncodedColumn {
  /** What is needed to decode it. */
  readonly meta: PlainMeta;
  /** Not packed yet. */
  readonly bytes: Uint8Array | null;
  /** All different values, where they are known; undefined stands for no value. */
  readonly distinct?: readonly (FieldValue | undefined)[];
  /** The UTF-8 of all values with zero bytes between them, where no value has one; a view, as `bytes`. */
  readonly utf8?: Uint8Array;
}

/** Writes one value a row (undefined = none) in the form that suits them. */
export function encodeColumn(values: readonly (FieldValue | undefined)[]): EncodedColumn {
  const dictionary = encodeDictionary(values);
  if (dictionary !== null && dictionary.meta.width < 2) return dictionary;
  const numbers = encodeNumbers(values);
  // Numbers that are as short as codes for them are quicker to count, and need no list of what the codes mean.
  if (numbers !== null && dictionary !== null && numbers.meta.width <= 2) {
    return { ...numbers, distinct: dictionary.distinct };
  }
  return dictionary ?? numbers ?? encodeStrings(values) ?? encodeMixed(values);
}

/** Whether the meta says it all, so that no bytes are stored. */
export function isWholeMeta(meta: ColumnMeta): boolean {
  return meta.kind === "dictionary" && meta.width === 0 && meta.entries !== null;
}

/** Reads a column of `count` rows. */
export function decodeColumn(
  meta: PlainMeta,
  bytes: Uint8Array | null,
  count: number,
): PlainColumn {
  switch (meta.kind) {
    case "dictionary":
      return decodeDictionary(meta, bytes, count);
    case "numbers":
      return decodeNumbers(meta, bytes!, count);
    case "strings":
      return decodeStrings(meta, bytes!, count);
    case "mixed":
      return decodeMixed(meta, bytes!, count);
  }
}
