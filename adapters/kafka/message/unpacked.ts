/** Bytes that are being unpacked, which later ones may repeat. */
export class Unpacked {
  readonly #bytesMax: number;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(64 * 1024);
  #length = 0;

  /** At most so many; more is a RangeError. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** What there is: a view. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Adds bytes. */
  add(bytes: Uint8Array): void {
    this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Adds `length` bytes that stand `back` before the end, of which some may only come to stand there. */
  repeat(back: number, length: number): void {
    if (back < 1 || back > this.#length) {
      throw new RangeError(`it repeats what is ${back} bytes back, of ${this.#length}`);
    }
    this.#grow(length);
    const bytes = this.#bytes;
    for (let at = this.#length, end = at + length; at < end; at++) bytes[at] = bytes[at - back]!;
    this.#length += length;
  }

  #grow(length: number): void {
    const needed = this.#length + length;
    if (needed > this.#bytesMax) throw new RangeError(`it has more than ${this.#bytesMax} bytes`);
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(
      Math.min(Math.max(needed, this.#bytes.length * 2), this.#bytesMax),
    );
    grown.set(this.bytes());
    this.#bytes = grown;
  }
}
