import type { FieldValue } from "../../core/event.ts";
import { toLower } from "../../core/query/tokens.ts";
import type { EncodedColumn } from "./column.ts";
import { parseFields } from "./fields.ts";
import type { WordSet } from "./word_set.ts";

/** Adds the whole values of a column that was just encoded. */
export function addValueWords(
  words: WordSet,
  { distinct, utf8 }: EncodedColumn,
  values: readonly (FieldValue | undefined)[],
): void {
  if (utf8 !== undefined) return words.addValuesOf(utf8);
  for (const value of distinct ?? values) if (value !== undefined) addValue(words, value);
}

/** Adds the whole values of fields that share a column, as `printFields` texts. */
export function addOverflowWords(words: WordSet, texts: readonly (string | undefined)[]): void {
  for (const text of texts) {
    if (text === undefined) continue;
    for (const [, value] of parseFields(text)) addValue(words, value);
  }
}

/** As the store gives it back. */
function addValue(words: WordSet, value: FieldValue): void {
  words.add(toLower(String(value).toWellFormed()));
}
