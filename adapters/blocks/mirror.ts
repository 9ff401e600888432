import { readFileId } from "../../runtime/file_system.ts";
import type { BusPosition } from "../../ports/bus.ts";
import { BlockFile, type BlockInfo } from "./block_file.ts";
import { BlockList, type Blocks } from "./block_list.ts";
import type { ColumnCache } from "./column_cache.ts";
import { type HeadRow, readHead } from "./head.ts";
import { readSoundPositions } from "./positions.ts";
import { readMeta, readVersion, refuseNewer, type StoreMeta } from "./schema.ts";

/** What the store held at one instant. Nothing in it changes; a new one is made instead. */
export interface Snapshot {
  /** Where the blocks are read from. */
  readonly file: BlockFile;
  /** Counts and epoch. */
  readonly meta: StoreMeta;
  /** In order of arrival; the last ones, which are not sealed yet, are in memory. */
  readonly blocks: Blocks;
  /** The last bus position of each partition. */
  readonly positions: readonly BusPosition[];
}

/** Follows the store's file: whether it exists, is another one, or changed. */
export class Mirror implements Disposable {
  readonly #path: string;
  readonly #options: { readonly cache: () => ColumnCache; readonly log: (m: string) => void };
  #file: BlockFile | null = null;
  #retired: BlockFile | null = null;
  #fileId: string | null = null;
  #version = -1;
  #snapshot: Snapshot | null = null;
  #sealed: BlockInfo[] = [];
  #head: Required<BlockInfo>[] = [];
  #headSeq = 0;

  /** Opens nothing yet; each file that appears gets a cache of its own. */
  constructor(
    path: string,
    options: { readonly cache: () => ColumnCache; readonly log: (message: string) => void },
  ) {
    this.#path = path;
    this.#options = options;
  }

  /** The latest state: what was committed before is in it. Null while there is no store. */
  current(): Snapshot | null {
    const file = this.#open();
    if (file === null) return null;
    const version = file.database.statement("PRAGMA data_version")
      .get<{ data_version: number }>()!.data_version;
    if (version === this.#version) return this.#snapshot;
    file.database.exec("BEGIN");
    try {
      this.#snapshot = this.#read(file);
    } finally {
      file.database.exec("COMMIT");
    }
    this.#version = version;
    return this.#snapshot;
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#retired?.[Symbol.dispose]();
    this.#file?.[Symbol.dispose]();
    this.#file = null;
    this.#snapshot = null;
  }

  /** Another file under the same path is another store, or the same one after repair. */
  #open(): BlockFile | null {
    const fileId = readFileId(this.#path);
    if (fileId === this.#fileId) return this.#file;
    this.#retired?.[Symbol.dispose]();
    this.#retired = this.#file;
    this.#file = null;
    this.#snapshot = null;
    this.#version = -1;
    this.#fileId = null;
    if (fileId === null) return null;
    const { cache, log } = this.#options;
    this.#file = new BlockFile(this.#path, { cache: cache(), log });
    this.#fileId = fileId;
    return this.#file;
  }

  #read(file: BlockFile): Snapshot | null {
    const version = readVersion(file.database);
    refuseNewer(this.#path, version);
    if (version === 0) return null;
    const meta = readMeta(file.database);
    if (this.#snapshot?.meta.generation !== meta.generation) {
      this.#sealed = [];
      this.#head = [];
      this.#headSeq = 0;
    }
    for (const info of readBlocks(file, this.#sealed.at(-1)?.id ?? 0)) this.#sealed.push(info);
    const last = this.#sealed.at(-1);
    const sealed = last === undefined ? 0 : last.firstArrival + last.count;
    this.#head = this.#head.filter(({ firstArrival }) => firstArrival >= sealed);
    for (const row of readHead(file.database, { afterSeq: this.#headSeq })) this.#takeHead(row);
    const blocks = new BlockList(this.#sealed, this.#head);
    return { file, meta, blocks, positions: readSoundPositions(file.database) };
  }

  /** A row may hold again what earlier ones held. */
  #takeHead(row: HeadRow): void {
    this.#headSeq = row.seq;
    if (row.info === null) return this.#report(row);
    while ((this.#head.at(-1)?.firstArrival ?? -1) >= row.firstArrival) this.#head.pop();
    this.#head.push(row.info);
  }

  /** The writer has the events in memory: they come back as soon as it seals them. */
  #report({ seq, count, reason }: HeadRow): void {
    this.#options.log(
      `Cannot read head row ${seq} of "${this.#path}", its ${count} events are left out until they ` +
        `are in a block: ${reason}`,
    );
  }
}

/**
 * Copies, as the rows that `node:sqlite` makes take four times the memory and longer to read. A number that is
 * too large is read as a float: the block is then found to be damaged, and no other block suffers.
 */
function readBlocks({ database }: BlockFile, afterId: number): BlockInfo[] {
  const rows = database.statement(
    "SELECT id, first_arrival + 0.0 AS firstArrival, n + 0.0 AS count, min_ts + 0.0 AS minMs, " +
      "max_ts + 0.0 AS maxMs FROM blocks WHERE id > ? AND id <= ? ORDER BY id",
  ).all<BlockInfo>(afterId, Number.MAX_SAFE_INTEGER);
  return rows.map(({ id, firstArrival, count, minMs, maxMs }) => (
    { id, firstArrival, count, minMs, maxMs }
  ));
}
