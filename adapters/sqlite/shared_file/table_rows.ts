/** A row of some table. */
export interface FoundRow {
  /** Also the value of an INTEGER PRIMARY KEY, whose column is null. */
  readonly rowid: number;
  /** One letter a column: n(ull), i(nteger), r(eal), t(ext), b(lob). */
  readonly shape: string;
  /** By column. */
  readonly values: readonly (null | number | string | Uint8Array<ArrayBuffer>)[];
}

/** How to read the rows of one page. */
export interface RowOptions {
  /** 1 = the page with the file's header. */
  readonly page: number;
  /** Rows of other shapes are passed over. */
  readonly shapes: ReadonlySet<string>;
  /** Pages that rows spill to; null = there is none. */
  readonly overflow: (page: number) => Uint8Array | null;
}

/**
 * The rows on one page of a SQLite file (https://sqlite.org/fileformat2.html#b_tree_pages), none
 * unless it is a leaf of a table. Trusts nothing: what cannot be read is passed over.
 */
export function* tableRows(bytes: Uint8Array, options: RowOptions): Generator<FoundRow> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const head = options.page === 1 ? 100 : 0;
  if (bytes[head] !== TABLE_LEAF) return;
  const cells = Math.min(view.getUint16(head + 3), Math.floor((bytes.length - head - 8) / 2));
  for (let i = 0; i < cells; i++) {
    try {
      const row = readCell(bytes, view.getUint16(head + 8 + 2 * i), options);
      if (row !== null) yield row;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
}

function readCell(bytes: Uint8Array, at: number, options: RowOptions): FoundRow | null {
  const cell = new Cursor(bytes, at);
  const length = cell.varint();
  const rowid = cell.varint();
  if (length > PAYLOAD_BYTES_MAX) return null;
  const local = localBytes(length, bytes.length);
  const types = readTypes(new Cursor(cell.bytes(local)));
  const shape = types.map(toShape).join("");
  if (!options.shapes.has(shape)) return null;
  const payload = new Uint8Array(length);
  payload.set(bytes.subarray(cell.at - local, cell.at));
  let next = local < length ? cell.integer(4) : 0;
  for (let filled = local; filled < length;) {
    const page = options.overflow(next);
    if (page === null) return null;
    next = new Cursor(page).integer(4);
    const part = page.subarray(4, 4 + length - filled);
    payload.set(part, filled);
    filled += part.length;
  }
  const body = new Cursor(payload);
  body.at = body.varint(); // the header's length: where the values begin
  return { rowid, shape, values: types.map((type) => readValue(body, type)) };
}

/** How many bytes of a payload stand in the cell itself. */
function localBytes(length: number, pageBytes: number): number {
  if (length <= pageBytes - 35) return length;
  const least = Math.floor((pageBytes - 12) * 32 / 255) - 23;
  const fit = least + (length - least) % (pageBytes - 4);
  return fit <= pageBytes - 35 ? fit : least;
}

function readTypes(header: Cursor): number[] {
  const end = header.varint();
  const types: number[] = [];
  while (header.at < end && types.length <= COLUMNS_MAX) types.push(header.varint());
  return types;
}

function toShape(type: number): string {
  if (type >= 12) return type % 2 === 0 ? "b" : "t";
  return type === 0 ? "n" : type === 7 ? "r" : "i";
}

function readValue(body: Cursor, type: number): FoundRow["values"][number] {
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type >= 12) {
    const bytes = body.bytes(Math.floor((type - 12) / 2)).slice();
    return type % 2 === 0 ? bytes : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  }
  return body.integer([0, 1, 2, 3, 4, 6, 8, 8][type] ?? 0);
}

/** Reads numbers and bytes; throws RangeError past the end or on a varint that is not exact. */
class Cursor {
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** SQLite's varint: 7 bits a byte, highest first, the ninth byte whole; only those up to 2^53. */
  varint(): number {
    let value = 0;
    for (let i = 0; i < 8; i++) {
      const byte = this.#byte();
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
    throw new RangeError("Cannot read a varint: it is too large");
  }

  /** A signed big-endian integer of 0 … 8 bytes; one that would not be exact as the nearest that is. */
  integer(length: number): number {
    if (length === 0) return 0;
    let value = this.#byte();
    if (value >= 128) value -= 256;
    for (let i = 1; i < length; i++) value = value * 256 + this.#byte();
    return Math.max(Number.MIN_SAFE_INTEGER, Math.min(value, Number.MAX_SAFE_INTEGER));
  }

  bytes(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.#bytes.length) {
      throw new RangeError("Cannot read a value: the page ends too early");
    }
    const found = this.#bytes.subarray(this.at, end);
    this.at = end;
    return found;
  }

  #byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw new RangeError("Cannot read a number: the page ends too early");
    return byte;
  }
}

const TABLE_LEAF = 0x0d;

const COLUMNS_MAX = 16;

const PAYLOAD_BYTES_MAX = 64 * 1024 * 1024;
