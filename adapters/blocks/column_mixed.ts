import type { FieldValue } from "../../core/event.ts";
import { decodeStrings, encodeStrings, type StringsMeta } from "./column_strings.ts";
import { fromTagged, toTagged } from "./tagged.ts";

/** Values of several types: each as a tagged text. */
export interface MixedMeta {
  /** Tells the forms apart. */
  readonly kind: "mixed";
  /** How the tagged texts are written. */
  readonly cells: StringsMeta;
}

/** In memory. */
export interface MixedColumn {
  /** Tells the forms apart. */
  readonly kind: "mixed";
  /** Size in memory, roughly. */
  readonly bytes: number;
  /** The value in a row; undefined = none. */
  cell(row: number): FieldValue | undefined;
}

/** Takes any values. */
export function encodeMixed(
  values: readonly (FieldValue | undefined)[],
): { meta: MixedMeta; bytes: Uint8Array } {
  const { meta, bytes } = encodeStrings(values.map(toTagged))!;
  return { meta: { kind: "mixed", cells: meta }, bytes };
}

/** Reads what {@linkcode encodeMixed} wrote. */
export function decodeMixed(meta: MixedMeta, bytes: Uint8Array, count: number): MixedColumn {
  const cells = decodeStrings(meta.cells, bytes, count);
  return {
    kind: "mixed",
    bytes: cells.bytes,
    cell: (row) => fromTagged(cells.cell(row) as string),
  };
}
