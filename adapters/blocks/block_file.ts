import type { LogEvent } from "../../core/event.ts";
import { release } from "../../runtime/release.ts";
import { type Database, openDatabase } from "../../runtime/sqlite.ts";
import { Block, type Decoded } from "./block.ts";
import { COLUMNS_PER_BLOCK, unpackMeta } from "./block_meta.ts";
import type { ColumnCache } from "./column_cache.ts";
import { isDamage } from "./damage.ts";
import { GROUP_BLOCKS } from "./filter_rows.ts";
import { EventCache } from "./event_cache.ts";
import { FilterReader } from "./filter_reader.ts";
import { MatchCache } from "./match_cache.ts";
import { toOwnEvent } from "./own_event.ts";
import { DAMAGE, unpack } from "./packed.ts";
import { readSummary, toSummedBlock } from "./summary.ts";
import { startTally, type Tally } from "./tally.ts";

/** What is known of a block without its meta. Times are those of its events. */
export interface BlockInfo {
  /** Its key; never used again. */
  readonly id: number;
  /** Row `i` arrived as number `firstArrival + i`. */
  readonly firstArrival: number;
  /** How many events it has. */
  readonly count: number;
  /** The earliest. */
  readonly minMs: number;
  /** The latest. */
  readonly maxMs: number;
  /** Set where it is in memory, as what is not sealed yet is. */
  readonly block?: Block;
}

/** One incarnation of `logs.db`, open for reading. Blocks never change; they may be removed. */
export class BlockFile implements Disposable {
  /** Read-only. */
  readonly database: Database;
  /** Which blocks cannot have a word. */
  readonly filters: FilterReader;
  /** What matched before. */
  readonly matches = new MatchCache(MATCH_BYTES_MAX);
  readonly #cache: ColumnCache;
  readonly #log: (message: string) => void;
  readonly #lost = new Set<number>();
  readonly #events = new EventCache();
  #tally = startTally();

  /** Opens an existing file; `log` is told of damaged blocks. */
  constructor(path: string, { cache, log }: {
    readonly cache: ColumnCache;
    readonly log: (message: string) => void;
  }) {
    this.database = openDatabase({ path, readOnly: true });
    this.filters = new FilterReader(this.database, cache);
    this.#cache = cache;
    this.#log = log;
  }

  /**
   * What `read` makes of a block. Null when the block was removed meanwhile, or is damaged, which is
   * said once. The columns that it reads are added to `tally`.
   */
  read<T>(info: BlockInfo, read: (block: Block) => T, tally: Tally = startTally()): T | null {
    const { id, count } = info;
    if (info.block !== undefined) return read(info.block);
    if (this.#lost.has(id)) return null;
    this.#tally = tally;
    try {
      return read(this.#open(info));
    } catch (error) {
      const gone = error instanceof Error && error.cause === GONE;
      if (!gone && !isDamage(error)) throw error;
      if (this.#lost.size < LOST_MAX) this.#lost.add(id);
      if (!gone) this.#report(id, count, error.message);
      return null;
    }
  }

  /** The events of these rows, in their order, which keep no column in memory; null as with {@linkcode read}. */
  readEvents(info: BlockInfo, rows: readonly number[], tally: Tally): LogEvent[] | null {
    if (info.block !== undefined) return info.block.events(rows);
    if (rows.length > ROWS_KEPT_MAX) return this.#readOwn(info, rows, tally);
    const { id } = info;
    const events = rows.map((row) => this.#events.find(id, row));
    const missing = rows.filter((_, i) => events[i] === null);
    if (missing.length === 0) return events as LogEvent[];
    const read = this.#readOwn(info, missing, tally);
    if (read === null) return null;
    missing.forEach((row, i) => this.#events.add(id, row, read[i]!));
    let next = 0;
    return events.map((event) => event ?? read[next++]!);
  }

  #readOwn(info: BlockInfo, rows: readonly number[], tally: Tally): LogEvent[] | null {
    return this.read(info, (block) => block.events(rows).map(toOwnEvent), tally);
  }

  /** All blocks of a group as one (see `toSummedBlock`); null where these are not all, or that is not known. */
  sum(blocks: readonly BlockInfo[]): Required<BlockInfo> | null {
    const group = Math.floor(blocks[0]!.id / GROUP_BLOCKS);
    const kept = this.#cache.getIfAny(SUMMARY_KEY - group, () => readSummary(this.database, group));
    return kept && toSummedBlock(kept.summary, blocks);
  }

  /** Whether a reading of the block found it removed or damaged. */
  isLost({ id }: BlockInfo): boolean {
    return this.#lost.has(id);
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.database[Symbol.dispose]();
  }

  #open({ id, firstArrival, count, minMs, maxMs }: BlockInfo): Block {
    const key = id * COLUMNS_PER_BLOCK;
    const { block } = this.#cache.get(key + META_INDEX, () => {
      const packed = this.database.statement("SELECT meta FROM blocks WHERE id = ?")
        .get<{ meta: Uint8Array }>(id)?.meta;
      if (packed === undefined) {
        throw new Error(`Cannot read block ${id}: removed`, { cause: GONE });
      }
      const block = new Block(
        count,
        unpackMeta(packed, [firstArrival, count, minMs, maxMs], release),
        (index, decode) => this.#load(key + index, decode),
      );
      return { block, bytes: packed.length * META_GROWTH };
    });
    return block;
  }

  #load<T extends Decoded>(key: number, decode: (bytes: Uint8Array) => T): T {
    const tally = this.#tally;
    const known = this.#cache.find<T>(key);
    if (known !== null) {
      tally.cached++;
      return known;
    }
    return this.#cache.get(key, () => {
      const packed = this.#readColumn(key);
      tally.columns++;
      tally.bytes += packed.length;
      const bytes = unpack(packed);
      const column = decode(bytes); // A copy: no column keeps a view of its bytes.
      release(bytes);
      release(packed);
      return column;
    });
  }

  #readColumn(key: number): Uint8Array {
    const row = this.database.statement("SELECT data FROM columns WHERE id = ?")
      .get<{ data: Uint8Array }>(key);
    if (row !== undefined) return row.data;
    const id = Math.floor(key / COLUMNS_PER_BLOCK);
    const kept = this.database.statement("SELECT 1 FROM blocks WHERE id = ?").get(id) !== undefined;
    throw new Error(`Cannot read column ${key % COLUMNS_PER_BLOCK} of block ${id}: it is missing`, {
      cause: kept ? DAMAGE : GONE,
    });
  }

  #report(id: number, count: number, reason: string): void {
    this.#log(
      `Cannot read block ${id} of "${this.database.path}", its ${count} events are left out: ` +
        `${reason}; the writer will put it aside`,
    );
  }
}

/** More rows of a block are read together, which is cheap for each. */
const ROWS_KEPT_MAX = 50;

const MATCH_BYTES_MAX = 4 * 1024 * 1024;

/** Below the keys of filters. */
const SUMMARY_KEY = -(2 ** 50);

/** The `cause` of errors that say: this block was removed. */
const GONE = Symbol("gone");

/** Behind the highest index of a column. */
const META_INDEX = COLUMNS_PER_BLOCK - 1;

/** How much larger a meta is in memory than packed, roughly. */
const META_GROWTH = 24;
const LOST_MAX = 100_000;
