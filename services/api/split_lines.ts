import { hasBom, type Slices } from "./split_json.ts";

/**
 * Where the lines that are not blank stand, without the white space around them. Throws RangeError over
 * `countMax` lines.
 */
export function splitLines(bytes: Uint8Array<ArrayBuffer>, countMax: number): Slices {
  const slices: Slices = [];
  let at = hasBom(bytes) ? 3 : 0;
  while (at < bytes.length) {
    const newline = bytes.indexOf(10, at);
    const next = newline === -1 ? bytes.length : newline;
    let begin = at;
    let end = next;
    while (begin < end && isSpace(bytes[begin]!)) begin++;
    while (end > begin && isSpace(bytes[end - 1]!)) end--;
    if (end > begin) {
      if (slices.length >= 2 * countMax) throw new RangeError(`it has over ${countMax} items`);
      slices.push(begin, end);
    }
    at = next + 1;
  }
  return slices;
}

function isSpace(byte: number): boolean {
  return byte === 32 || byte === 13 || byte === 9;
}
