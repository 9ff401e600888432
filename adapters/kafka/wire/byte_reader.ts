/** Reads what {@linkcode ByteWriter} writes. Throws RangeError where the bytes end too early. */
export class ByteReader {
  /** What is read. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where it reads on. */
  at = 0;
  readonly #view: DataView;

  /** Begins with the first byte. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** INT8. */
  int8(): number {
    return this.#view.getInt8(this.#take(1));
  }

  /** INT16. */
  int16(): number {
    return this.#view.getInt16(this.#take(2));
  }

  /** INT32. */
  int32(): number {
    return this.#view.getInt32(this.#take(4));
  }

  /** INT64 as a number: exact up to 2^53. */
  int64(): number {
    const at = this.#take(8);
    return this.#view.getInt32(at) * 2 ** 32 + this.#view.getUint32(at + 4);
  }

  /** NULLABLE_STRING. */
  string(): string | null {
    const length = this.int16();
    return length < 0 ? null : decoder.decode(this.raw(length));
  }

  /** UNSIGNED_VARINT. */
  uvarint(): number {
    let value = 0;
    for (let factor = 1;; factor *= 128) {
      const byte = this.int8() & 255;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  /** COMPACT_NULLABLE_STRING. */
  compactString(): string | null {
    const length = this.uvarint() - 1;
    return length < 0 ? null : decoder.decode(this.raw(length));
  }

  /** NULLABLE_BYTES: a view; empty where they are null. */
  nullableBytes(): Uint8Array<ArrayBuffer> {
    const length = this.int32();
    return this.raw(Math.max(0, length));
  }

  /** ARRAY; none where it is null. */
  array<T>(read: () => T): T[] {
    return this.#list(this.int32(), read);
  }

  /** COMPACT_ARRAY; none where it is null. */
  compactArray<T>(read: () => T): T[] {
    return this.#list(this.uvarint() - 1, read);
  }

  /** TAGGED_FIELDS, passed over. */
  tags(): void {
    for (let count = this.uvarint(); count > 0; count--) {
      this.uvarint();
      this.raw(this.uvarint());
    }
  }

  /** So many bytes: a view. */
  raw(length: number): Uint8Array<ArrayBuffer> {
    const at = this.#take(length);
    return this.bytes.subarray(at, at + length);
  }

  #list<T>(count: number, read: () => T): T[] {
    const items: T[] = [];
    for (let i = 0; i < count; i++) items.push(read());
    return items;
  }

  #take(length: number): number {
    const at = this.at;
    if (length < 0 || at + length > this.bytes.length) {
      throw new RangeError(`Cannot read ${length} bytes: ${this.bytes.length - at} are left`);
    }
    this.at += length;
    return at;
  }
}

const decoder = new TextDecoder();
