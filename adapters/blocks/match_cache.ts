import type { Rows } from "./rows.ts";

/**
 * Which rows of blocks matched the queries asked last: blocks never change, so what is asked again is
 * not looked for again. The query that was not asked for longest goes first.
 */
export class MatchCache {
  readonly #bytesMax: number;
  readonly #queries = new Map<string, QueryMatches>();
  #bytes = 0;

  /** Keeps about so many bytes at most. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** What is known of a query, by its text. */
  of(query: string): QueryMatches {
    const known = this.#queries.get(query);
    const matches = known ??
      new QueryMatches(QUERY_BYTES + 2 * query.length, (bytes) => this.#grow(bytes));
    this.#queries.delete(query);
    this.#queries.set(query, matches);
    // Also a query of which nothing will ever be remembered takes room.
    if (known === undefined) this.#grow(matches.bytes);
    return matches;
  }

  #grow(bytes: number): void {
    this.#bytes += bytes;
    for (const [query, matches] of this.#queries) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#bytes -= matches.bytes;
      matches.forget();
      this.#queries.delete(query);
    }
  }
}

/** The matches of one query by block. */
export class QueryMatches {
  readonly #rows = new Map<number, PackedRows>();
  readonly #onGrow: (bytes: number) => void;
  #bytes: number;
  #forgotten = false;

  /** Takes `bytes` as it is; `onGrow` is told of each addition. */
  constructor(bytes: number, onGrow: (bytes: number) => void) {
    this.#bytes = bytes;
    this.#onGrow = onGrow;
  }

  /** Size in memory, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether it is known that no row of the block matches. */
  isNone(id: number): boolean {
    return this.#rows.get(id) === "none";
  }

  /** The rows of a block of `count`, a copy; null where they are not known. */
  find(id: number, count: number): Rows | null {
    const packed = this.#rows.get(id);
    return packed === undefined ? null : unpackRows(packed, count);
  }

  /** Remembers the rows of a block; no more once they were forgotten, as nobody counts them then. */
  add(id: number, rows: Rows): void {
    if (this.#forgotten || this.#rows.has(id)) return;
    const packed = packRows(rows);
    const bytes = sizeOf(packed);
    this.#rows.set(id, packed);
    this.#bytes += bytes;
    this.#onGrow(bytes);
  }

  /** Forgets all, for good. */
  forget(): void {
    this.#forgotten = true;
    this.#rows.clear();
  }
}

/**
 * "all", "none", the bits of many rows, or few: a text whose code units are their numbers, which takes a
 * tenth of a small array's memory. As they ascend, it is never "all" or "none".
 */
type PackedRows = string | Uint8Array;

function packRows(rows: Rows): PackedRows {
  if (typeof rows === "string") return rows;
  const list: number[] = [];
  for (
    let row = rows.indexOf(1);
    row >= 0 && list.length <= LIST_MAX;
    row = rows.indexOf(1, row + 1)
  ) {
    list.push(row);
  }
  if (list.length <= LIST_MAX && rows.length <= 65_536) return String.fromCharCode(...list);
  const bits = new Uint8Array((rows.length + 7) >>> 3);
  for (let row = 0; row < rows.length; row++) bits[row >>> 3]! |= rows[row]! << (row & 7);
  return bits;
}

function unpackRows(packed: PackedRows, count: number): Rows {
  if (packed === "all" || packed === "none") return packed;
  const rows = new Uint8Array(count);
  if (typeof packed === "string") {
    for (let i = 0; i < packed.length; i++) rows[packed.charCodeAt(i)] = 1;
  } else for (let row = 0; row < count; row++) rows[row] = (packed[row >>> 3]! >>> (row & 7)) & 1;
  return rows;
}

function sizeOf(packed: PackedRows): number {
  if (packed === "all" || packed === "none") return ENTRY_BYTES;
  if (typeof packed === "string") return ENTRY_BYTES + TEXT_BYTES + 2 * packed.length;
  return ENTRY_BYTES + ARRAY_BYTES + packed.length;
}

/** A longer list is larger than the bits of a usual block. */
const LIST_MAX = 512;
/** What an entry takes beside its rows, roughly. */
const ENTRY_BYTES = 64;
/** What a text takes beside its code units. */
const TEXT_BYTES = 24;
/** What a typed array takes beside what is in it, roughly. */
const ARRAY_BYTES = 200;
/** The same for a query beside its text. */
const QUERY_BYTES = 512;
