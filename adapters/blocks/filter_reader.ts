import type { Database } from "../../runtime/sqlite.ts";
import type { Decoded } from "./block.ts";
import { COLUMNS_PER_BLOCK } from "./block_meta.ts";
import type { ColumnCache } from "./column_cache.ts";
import { orNullIfDamaged } from "./damage.ts";
import { type FilterPartition, GROUP_BLOCKS, readOwnFilter, readPartition } from "./filter_rows.ts";
import {
  LINE_BYTES,
  mayHaveWord,
  partitionOf,
  PARTITIONS,
  type WordFilter,
} from "./word_filter.ts";

/** Tells which blocks cannot have a word, from the filters of an open file. */
export class FilterReader {
  readonly #database: Database;
  readonly #cache: ColumnCache;

  /** What is read stays in the cache as far as it has room. */
  constructor(database: Database, cache: ColumnCache) {
    this.#database = database;
    this.#cache = cache;
  }

  /** Whether the block may have the word of this hash (see `hashWord`); true where that is not known. */
  mayHave(id: number, hash: number): boolean {
    const group = Math.floor(id / GROUP_BLOCKS);
    const partition = partitionOf(hash);
    const joined = this.#joined(group, partition);
    if (joined !== null) {
      const { lines, starts, bits } = joined;
      const place = id % GROUP_BLOCKS;
      if (lines[place] === 0) return true;
      return mayHaveWord(bits.subarray(starts[place]), lines[place]!, hash);
    }
    const own = this.#own(id);
    if (own === null) return true;
    const { lines, bits } = own;
    return mayHaveWord(bits.subarray(partition * lines * LINE_BYTES), lines, hash);
  }

  #joined(group: number, partition: number): FilterPartition | null {
    const key = -1 - group * PARTITIONS - partition;
    return this.#get(key, () => readPartition(this.#database, group, partition));
  }

  #own(id: number): WordFilter | null {
    const key = id * COLUMNS_PER_BLOCK + FILTER_INDEX;
    return this.#get(key, () => readOwnFilter(this.#database, id));
  }

  #get<T extends { readonly bits: Uint8Array }>(key: number, read: () => T | null): T | null {
    const kept = this.#cache.getIfAny<Kept<T>>(key, () => {
      const value = orNullIfDamaged(read);
      return value && { value, bytes: value.bits.length };
    });
    return kept && kept.value;
  }
}

interface Kept<T> extends Decoded {
  readonly value: T;
}

/** Behind the indexes of columns, before that of the meta. */
const FILTER_INDEX = COLUMNS_PER_BLOCK - 2;
