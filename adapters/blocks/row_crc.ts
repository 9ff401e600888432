import { crc32 } from "node:zlib";

/** CRC-32 of a row's values in the order of its columns, to be kept in the last one. */
export function toRowCrc(values: readonly unknown[]): number {
  return crc32(values.join());
}

/** Whether the last value of a row (of all its columns) is the CRC-32 of the others. */
export function isSoundRow(row: object): boolean {
  const values: unknown[] = Object.values(row);
  return values.pop() === toRowCrc(values);
}
