import type { FieldName } from "../query/field.ts";

/** Some events, read by column: what is not asked for is not read. */
export interface StatsRows {
  /** How many rows. */
  readonly count: number;
  /** 1 for each row that takes part; null = all do. */
  readonly selected: Uint8Array | null;
  /** When each event happened, epoch milliseconds. */
  times(): Float64Array;
  /** The number of a field in each row, as `fieldNumber` tells it; NaN = none. */
  numbers(field: FieldName): Float64Array;
  /** The text of a field, as `fieldText` tells it. */
  texts(field: FieldName): Texts;
}

/** The text of a field in each row; null = none. */
export type Texts =
  /** `values[codes[row]]`, each value once; without codes the only value. */
  | {
    readonly kind: "coded";
    readonly values: readonly (string | null)[];
    readonly codes: Uint8Array | Uint16Array | null;
  }
  | { readonly kind: "plain"; readonly textOf: (row: number) => string | null };
