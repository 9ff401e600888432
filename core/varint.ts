/** Writes LEB128 varints of 0 … 2^53−1 into a buffer that grows. */
export class VarintWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Appends `value`, an integer of 0 … 2^53−1. */
  write(value: number): void {
    if (this.#length + 8 > this.#bytes.length) this.#grow(8);
    let rest = value;
    while (rest >= 0x80000000) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Appends `value`, an integer of −2^52 … 2^52−1, small ones in few bytes. */
  writeSigned(value: number): void {
    this.write(value < 0 ? -value * 2 - 1 : value * 2);
  }

  /** Appends a length and the bytes. */
  writeBytes(bytes: Uint8Array): void {
    this.write(bytes.length);
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written; a view that the next write may change. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(need: number): void {
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + need + 8));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** Reads what {@linkcode VarintWriter} wrote; throws RangeError past the end. */
export class VarintReader {
  #bytes: Uint8Array<ArrayBuffer>;
  #at = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  /** The next unsigned integer. */
  read(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError("Cannot read a number: the data ends too early");
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  /** The next signed integer. */
  readSigned(): number {
    const value = this.read();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** The next length-prefixed bytes, as a view. */
  readBytes(): Uint8Array<ArrayBuffer> {
    const length = this.read();
    const start = this.#at;
    if (start + length > this.#bytes.length) {
      throw new RangeError(
        `Cannot read ${length} bytes: only ${this.#bytes.length - start} are left`,
      );
    }
    this.#at += length;
    return this.#bytes.subarray(start, start + length);
  }
}
