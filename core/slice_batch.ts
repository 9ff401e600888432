import type { RawBatch } from "./raw_batch.ts";

/** Events `[from, to)` of a batch as a batch of their own; 0 ≤ from ≤ to ≤ count. Bytes and tables are views where they can be. */
export function sliceBatch(batch: RawBatch, from: number, to: number): RawBatch {
  const first = from === to ? 0 : batch.slices[2 * from]!;
  const last = from === to ? 0 : batch.slices[2 * to - 1]!;
  return {
    ...batch,
    begin: from === 0 ? batch.begin : batch.ends[from - 1]!,
    bytes: batch.bytes.subarray(first, last),
    slices: batch.slices.subarray(2 * from, 2 * to).map((at) => at - first),
    positions: batch.positions.subarray(from, to),
    ends: batch.ends.subarray(from, to),
    parts: batch.parts === null ? null : batch.parts.subarray(from, to),
  };
}
