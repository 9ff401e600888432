/** How many random bytes, as services are given it. */
export type Random = (bytes: number) => Uint8Array;

/** An id of 10 letters and digits, for what users make: 59 bits of chance. */
export function makeShortId(random: Random): string {
  return toBase62(random(8), ID_LENGTH);
}

/** Whether a text is such an id. */
export function isShortId(text: string): boolean {
  return ID.test(text);
}

/** The last `length` digits, of 0–9, A–Z, a–z, of the number that the bytes are. */
export function toBase62(bytes: Uint8Array, length: number): string {
  let left = 0n;
  for (const byte of bytes) left = left * 256n + BigInt(byte);
  let text = "";
  for (; text.length < length; left /= 62n) text = DIGITS[Number(left % 62n)] + text;
  return text;
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const ID_LENGTH = 10;

const ID = /^[0-9A-Za-z]{10}$/;
