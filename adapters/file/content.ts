import { type Cursor, headLength, tailLength, toHash } from "./cursor.ts";

/** The bytes of a file, decompressed where it is a gzip file. */
export interface Content extends Disposable {
  /** Fills `buffer` from `position` on as far as there is something; resolves to how many bytes that is. */
  read(buffer: Uint8Array, position: number): Promise<number> | number;
}

/** The bytes [from, to) as far as there are any. */
export async function readRange(
  content: Content,
  from: number,
  to: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(Math.max(0, to - from));
  return buffer.subarray(0, await content.read(buffer, from));
}

/**
 * Whether a content is the one that was cut up to `cursor`: `same`; `other`; or `shorter`: its whole
 * fingerprint agrees, but it ends before the cursor (a copy that was made earlier).
 * With nothing cut yet every content is the same.
 */
export async function compareContent(
  content: Content,
  cursor: Cursor,
): Promise<"same" | "other" | "shorter"> {
  const { offset, head, tail } = cursor;
  const first = await readRange(content, 0, headLength(offset));
  if (first.length < headLength(offset) || toHash(first) !== head) return "other";
  const last = await readRange(content, offset - tailLength(offset), offset);
  if (last.length < tailLength(offset)) return "shorter";
  return toHash(last) === tail ? "same" : "other";
}
