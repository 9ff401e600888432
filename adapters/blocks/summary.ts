import { release } from "../../runtime/release.ts";
import type { Database } from "../../runtime/sqlite.ts";
import { Block } from "./block.ts";
import type { BlockInfo } from "./block_file.ts";
import type { Blocks } from "./block_list.ts";
import type { BlockMeta } from "./block_meta.ts";
import { orNullIfDamaged } from "./damage.ts";
import { GROUP_BLOCKS } from "./filter_rows.ts";
import { pack, unpackJson } from "./packed.ts";
import { type BlockRow, readMeta } from "./stored_block.ts";
import { MetaSum } from "./summary_meta.ts";

/** What the metas of a group's blocks say together: a block's meta, as if all were one, of which nothing else is there. */
export interface Summary {
  /** Its blocks. */
  readonly ids: readonly number[];
  /** Sums, ranges and dictionaries over all of them. */
  readonly meta: BlockMeta;
}

/** A summary and its size in memory, roughly. */
export interface SizedSummary {
  /** As it was written. */
  readonly summary: Summary;
  /** Of the summary. */
  readonly bytes: number;
}

/**
 * Keeps the summary of a group whose last block was just written, within the caller's transaction; none
 * where the meta of a block is damaged, so that a group can always be ended.
 */
export function writeSummary(database: Database, group: number): void {
  const first = group * GROUP_BLOCKS;
  const rows = database.statement("SELECT * FROM blocks WHERE id BETWEEN ? AND ? ORDER BY id")
    .all<BlockRow>(first, first + GROUP_BLOCKS - 1);
  const meta = sumMetas(rows);
  if (meta === null) return;
  const summary: Summary = { ids: rows.map(({ id }) => id), meta };
  const json = new TextEncoder().encode(JSON.stringify(summary));
  database.statement("INSERT OR REPLACE INTO summaries VALUES (?, ?)").run(group, pack(json));
}

/**
 * Makes the summaries of groups that have some blocks and get no further one, within the caller's
 * transaction: ids up to the last one are not given again.
 */
export function writeSummaries(database: Database): void {
  const { end } = database.statement("SELECT max(id) + 1 AS end FROM blocks")
    .get<{ end: number | null }>()!;
  const groups = database.statement(
    `SELECT DISTINCT id / ${GROUP_BLOCKS} AS id FROM blocks WHERE id < ?`,
  ).all<{ id: number }>(Math.floor((end ?? 0) / GROUP_BLOCKS) * GROUP_BLOCKS);
  for (const { id } of groups) writeSummary(database, id);
}

function sumMetas(rows: readonly BlockRow[]): BlockMeta | null {
  const sum = new MetaSum();
  return orNullIfDamaged(() => {
    for (const row of rows) sum.add(row.n, readMeta(row));
    return sum.result();
  });
}

/** The summary of a group; null where there is none, as in a file of format 1, or it is damaged. */
export function readSummary(database: Database, group: number): SizedSummary | null {
  return orNullIfDamaged(() => {
    const row = database.statement("SELECT data FROM summaries WHERE id = ?")
      .get<{ data: Uint8Array }>(group);
    if (row === undefined) return null;
    const { value: summary, length } = unpackJson<Summary>(row.data, release);
    return { summary, bytes: length * GROWTH };
  });
}

/** Neighbours of the same group together. */
export function* toGroups(blocks: Blocks): Iterable<BlockInfo[]> {
  const groupOf = ({ id }: BlockInfo) => Math.floor(id / GROUP_BLOCKS);
  for (let i = 0; i < blocks.length;) {
    const group = [blocks.at(i++)!];
    for (; i < blocks.length && groupOf(blocks.at(i)!) === groupOf(group[0]!); i++) {
      group.push(blocks.at(i)!);
    }
    yield group;
  }
}

/** All blocks of a group as one, of which {@linkcode isNotSummed} tells what it cannot answer. */
export function toSummedBlock(
  { ids, meta }: Summary,
  blocks: readonly BlockInfo[],
): Required<BlockInfo> | null {
  const same = blocks.length === ids.length && blocks.every(({ id }, i) => id === ids[i]);
  if (!same) return null;
  const count = blocks.reduce((sum, info) => sum + info.count, 0);
  return {
    id: 0,
    firstArrival: blocks[0]!.firstArrival,
    count,
    minMs: Math.min(...blocks.map(({ minMs }) => minMs)),
    maxMs: Math.max(...blocks.map(({ maxMs }) => maxMs)),
    block: new Block(count, meta, () => {
      throw new Error("Cannot read a column of a summary: it has none", { cause: NOT_SUMMED });
    }),
  };
}

/** Whether an error says that the summary does not suffice, so that the blocks are to be asked. */
export function isNotSummed(error: unknown): boolean {
  return error instanceof Error && error.cause === NOT_SUMMED;
}

const NOT_SUMMED = Symbol("not summed");

/** How much larger a summary is in memory than its JSON, roughly. */
const GROWTH = 4;
