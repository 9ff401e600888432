/** Which rows of a block match: one byte a row, 1 = does; or all, or none. */
export type Rows = "all" | "none" | Uint8Array;

/** Rows that are in each of them; asks for the next only while some are left. */
export function andRows(parts: Iterable<() => Rows>): Rows {
  let result: Rows = "all";
  for (const part of parts) {
    const rows = part();
    if (rows === "none") return "none";
    if (rows === "all") continue;
    if (result === "all") {
      result = rows;
      continue;
    }
    const mask: Uint8Array = result;
    for (let i = 0; i < mask.length; i++) mask[i]! &= rows[i]!;
    if (isEmpty(mask)) return "none";
  }
  return result;
}

/** Rows that are in any of them; asks for the next only while some are missing. */
export function orRows(parts: Iterable<() => Rows>): Rows {
  let result: Rows = "none";
  for (const part of parts) {
    const rows = part();
    if (rows === "all") return "all";
    if (rows === "none") continue;
    if (result === "none") {
      result = rows;
      continue;
    }
    const mask: Uint8Array = result;
    for (let i = 0; i < mask.length; i++) mask[i]! |= rows[i]!;
  }
  return result;
}

/** Rows that are not in it. */
export function notRows(rows: Rows): Rows {
  if (rows === "all") return "none";
  if (rows === "none") return "all";
  for (let i = 0; i < rows.length; i++) rows[i]! ^= 1;
  return rows;
}

/** Rows for which the test holds. */
export function filterRows(count: number, test: (row: number) => boolean): Rows {
  const mask = new Uint8Array(count);
  let hits = 0;
  for (let row = 0; row < count; row++) {
    if (!test(row)) continue;
    mask[row] = 1;
    hits++;
  }
  return hits === 0 ? "none" : hits === count ? "all" : mask;
}

/** How many rows match. */
export function countRows(rows: Rows, count: number): number {
  if (rows === "all") return count;
  if (rows === "none") return 0;
  const words = new Uint32Array(rows.buffer, rows.byteOffset, rows.length >>> 2);
  let sum = 0;
  for (let start = 0; start < words.length; start += LANE_MAX) {
    const end = Math.min(start + LANE_MAX, words.length);
    let lanes = 0; // Four sums, a byte each.
    for (let i = start; i < end; i++) lanes += words[i]!;
    sum += (lanes & 255) + (lanes >>> 8 & 255) + (lanes >>> 16 & 255) + (lanes >>> 24);
  }
  for (let i = words.length * 4; i < rows.length; i++) sum += rows[i]!;
  return sum;
}

/** So many ones a byte can count. */
const LANE_MAX = 255;

function isEmpty(mask: Uint8Array): boolean {
  return mask.indexOf(1) < 0;
}
