import type { Rows } from "./rows.ts";

/**
 * Which rows of blocks matched the queries asked last: blocks never change, so what is asked again is
 * not looked for again. The query that was not asked for longest goes first. Where a share of the room
 * is taken, a query forgets what it did not need for long, as who asks for the newest does not need what
 * has become old.
 */
export class MatchCache {
  readonly #bytesMax: number;
  readonly #queries = new Map<string, QueryMatches>();
  #bytes = 0;

  /** Keeps about so many bytes at most. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** What is known of a query, by its text, which is asked now. */
  of(query: string): QueryMatches {
    const known = this.#queries.get(query);
    const matches = known ??
      new QueryMatches(QUERY_BYTES + 2 * query.length, (bytes) => this.#change(bytes));
    this.#queries.delete(query);
    this.#queries.set(query, matches);
    // Also a query of which nothing will ever be remembered takes room.
    if (known === undefined) this.#change(matches.bytes);
    if (this.#bytes > this.#bytesMax * FORGETFUL_SHARE) matches.ask();
    return matches;
  }

  #change(bytes: number): void {
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
  /** What was added or needed since the last change of generations, and what was before. */
  #young: Generation = { rows: new Map(), bytes: 0 };
  #old: Generation = { rows: new Map(), bytes: 0 };
  readonly #onChange: (bytes: number) => void;
  readonly #ownBytes: number;
  #asked = 0;
  #forgotten = false;

  /** Takes `ownBytes` as it is; `onChange` is told of each change. */
  constructor(ownBytes: number, onChange: (bytes: number) => void) {
    this.#ownBytes = ownBytes;
    this.#onChange = onChange;
  }

  /** Size in memory, roughly. */
  get bytes(): number {
    return this.#ownBytes + this.#young.bytes + this.#old.bytes;
  }

  /** Begins another asking: what none of the last 32 to 64 needed is forgotten. */
  ask(): void {
    if (++this.#asked % GENERATION_ASKINGS !== 0) return;
    const { bytes } = this.#old;
    this.#old = this.#young;
    this.#young = { rows: new Map(), bytes: 0 };
    this.#onChange(-bytes);
  }

  /** Whether it is known that no row of the block matches. */
  isNone(id: number): boolean {
    return this.#get(id) === "none";
  }

  /** The rows of a block of `count`, a copy; null where they are not known. */
  find(id: number, count: number): Rows | null {
    const packed = this.#get(id);
    return packed === undefined ? null : unpackRows(packed, count);
  }

  /** Remembers the rows of a block; no more once they were forgotten, as nobody counts them then. */
  add(id: number, rows: Rows): void {
    if (this.#forgotten || this.#get(id) !== undefined) return;
    this.#onChange(put(this.#young, id, packRows(rows)));
  }

  /** Forgets all, for good. */
  forget(): void {
    this.#forgotten = true;
    this.#young.rows.clear();
    this.#old.rows.clear();
  }

  #get(id: number): PackedRows | undefined {
    const young = this.#young.rows.get(id);
    if (young !== undefined) return young;
    const old = this.#old.rows.get(id);
    if (old === undefined) return undefined;
    this.#old.rows.delete(id);
    this.#old.bytes -= put(this.#young, id, old);
    return old;
  }
}

/** Rows of blocks, by id. */
interface Generation {
  readonly rows: Map<number, PackedRows>;
  bytes: number;
}

/** Returns by how much it grew. */
function put(generation: Generation, id: number, packed: PackedRows): number {
  const bytes = sizeOf(packed);
  generation.rows.set(id, packed);
  generation.bytes += bytes;
  return bytes;
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

/** What so many askings of a query did not need is forgotten after as many more. */
const GENERATION_ASKINGS = 32;
/** Of the room; what takes less is kept however old it is. */
const FORGETFUL_SHARE = 1 / 4;
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
