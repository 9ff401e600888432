/** Where the items of a body stand: item i is `bytes[slices[2i], slices[2i+1])`. */
export type Slices = number[];

/**
 * Where the elements of a JSON array stand in UTF-8 text, or the one value that is no array, without
 * the white space around them. So each item keeps its own text (numbers keep their digits). Elements are
 * told apart by brackets and quotes alone: the whole is JSON if and only if each slice is. Throws
 * SyntaxError where the array itself is broken, RangeError over `countMax` elements.
 */
export function splitJson(bytes: Uint8Array<ArrayBuffer>, countMax: number): Slices {
  const end = backOver(bytes, bytes.length);
  const begin = skipSpace(bytes, hasBom(bytes) ? 3 : 0);
  if (begin >= end) throw new SyntaxError("it is empty");
  if (bytes[begin] !== OPEN_ARRAY) return [begin, end];
  const slices: Slices = [];
  let at = skipSpace(bytes, begin + 1);
  if (bytes[at] === CLOSE_ARRAY) return atEnd(at + 1, end, slices);
  while (true) {
    const stop = elementEnd(bytes, at);
    if (stop >= end) throw new SyntaxError("its array is not closed");
    const last = backOver(bytes, stop);
    if (last <= at) throw new SyntaxError(`an item is missing at byte ${stop}`);
    if (slices.length >= 2 * countMax) throw new RangeError(`it has over ${countMax} items`);
    slices.push(at, last);
    if (bytes[stop] === CLOSE_ARRAY) return atEnd(stop + 1, end, slices);
    at = skipSpace(bytes, stop + 1);
  }
}

/** Where the bracket or comma after the element stands; the length of `bytes` when there is none. */
function elementEnd(bytes: Uint8Array<ArrayBuffer>, begin: number): number {
  let depth = 0;
  for (let i = begin; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      i = stringEnd(bytes, i);
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      depth++;
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      if (depth === 0 && byte === CLOSE_ARRAY) return i;
      depth--;
    } else if (byte === COMMA && depth === 0) {
      return i;
    }
  }
  return bytes.length;
}

/** Where the closing quote of the string that begins at `begin` stands. */
function stringEnd(bytes: Uint8Array<ArrayBuffer>, begin: number): number {
  for (let i = bytes.indexOf(QUOTE, begin + 1); i !== -1; i = bytes.indexOf(QUOTE, i + 1)) {
    let backslashes = 0;
    while (bytes[i - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return i;
  }
  return bytes.length;
}

function atEnd(at: number, end: number, slices: Slices): Slices {
  if (at < end) throw new SyntaxError(`there is more after its array, at byte ${at}`);
  return slices;
}

function skipSpace(bytes: Uint8Array<ArrayBuffer>, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at++;
  return at;
}

function backOver(bytes: Uint8Array<ArrayBuffer>, from: number): number {
  let at = from;
  while (at > 0 && isSpace(bytes[at - 1])) at--;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

/** Whether a UTF-8 byte order mark begins the bytes. */
export function hasBom(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

const QUOTE = 34;
const COMMA = 44;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
