/**
 * UTF-16 code units of valid UTF-8 from `start` up to `end`: one for each first byte, two where it begins a
 * character of four bytes.
 */
export function countUnits(utf8: Uint8Array, start: number, end: number): number {
  let units = 0;
  for (let at = start; at < end; at++) {
    const byte = utf8[at]!;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}
