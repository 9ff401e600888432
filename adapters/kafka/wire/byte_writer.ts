/** Writes the primitive types of Kafka's protocol (https://kafka.apache.org/protocol, "Protocol Primitive Types"). */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** What was written so far: a view. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** INT8, or BOOLEAN. */
  int8(value: number): this {
    const at = this.#take(1);
    this.#view.setInt8(at, value);
    return this;
  }

  /** INT16. */
  int16(value: number): this {
    const at = this.#take(2);
    this.#view.setInt16(at, value);
    return this;
  }

  /** INT32. */
  int32(value: number): this {
    const at = this.#take(4);
    this.#view.setInt32(at, value);
    return this;
  }

  /** INT64, of a safe integer. */
  int64(value: number): this {
    const at = this.#take(8);
    this.#view.setBigInt64(at, BigInt(value));
    return this;
  }

  /** STRING or NULLABLE_STRING. */
  string(text: string | null): this {
    if (text === null) return this.int16(-1);
    const bytes = encoder.encode(text);
    return this.int16(bytes.length).raw(bytes);
  }

  /** UNSIGNED_VARINT, below 2^31. */
  uvarint(value: number): this {
    let rest = value;
    for (; rest >= 128; rest >>>= 7) this.int8((rest & 127) | 128);
    return this.int8(rest);
  }

  /** COMPACT_STRING. */
  compactString(text: string): this {
    const bytes = encoder.encode(text);
    return this.uvarint(bytes.length + 1).raw(bytes);
  }

  /** ARRAY. */
  array<T>(items: readonly T[], write: (item: T) => void): this {
    this.int32(items.length);
    items.forEach(write);
    return this;
  }

  /** The bytes as they are. */
  raw(bytes: Uint8Array): this {
    const at = this.#take(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  #take(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }
}

const encoder = new TextEncoder();
