import type { Query } from "../../core/query/ast.ts";
import { printQuery } from "../../core/query/print_query.ts";
import type { Filter } from "../../ports/log_store.ts";
import type { Block } from "./block.ts";
import type { BlockFile, BlockInfo } from "./block_file.ts";
import type { MinuteCounts } from "./block_meta.ts";
import { decide, evaluate } from "./evaluate.ts";
import { heeding } from "./heed.ts";
import type { Decision } from "./match_value.ts";
import { MatchCache, type QueryMatches } from "./match_cache.ts";
import { toLevels } from "./matching_levels.ts";
import { andRows, filterRows, type Rows } from "./rows.ts";
import { startTally, type Tally } from "./tally.ts";

/** Which events a request is about. */
export interface Selection extends Filter {
  /** Only events whose arrival number is below. */
  readonly arrivalEnd: number;
  /** Counts what is looked at. */
  readonly tally: Tally;
  /** Which rows of blocks are known to match the query, whatever their times. */
  readonly matches: QueryMatches;
  /** Of the request. */
  readonly signal: AbortSignal | undefined;
}

/** What a request asks of a file (null = there is none yet). */
export function toSelection(
  file: BlockFile | null,
  filter: Filter & { readonly signal: AbortSignal | undefined },
  arrivalEnd: number,
): Selection {
  const matches = (file?.matches ?? new MatchCache(0)).of(printQuery(filter.query));
  return { ...filter, arrivalEnd, tally: startTally(), matches };
}

/** Whether a block may have such events, as far as its times and numbers say. */
export function mayHave(info: BlockInfo, { fromMs, toMs, arrivalEnd }: Selection): boolean {
  return info.firstArrival < arrivalEnd &&
    (fromMs === null || info.maxMs >= fromMs) && (toMs === null || info.minMs < toMs);
}

/** Whether all of a block's events are within the selection's times and numbers. */
export function isWithin(info: BlockInfo, { fromMs, toMs, arrivalEnd }: Selection): boolean {
  return info.firstArrival + info.count <= arrivalEnd &&
    (fromMs === null || info.minMs >= fromMs) && (toMs === null || info.maxMs < toMs);
}

/** How many rows of a block are selected, if its meta alone says it; null = it does not. */
export function countFromMeta(
  block: Block,
  info: BlockInfo,
  selection: Selection,
): number | null {
  const decision = decideBlock(block, info, selection);
  if (decision === "none") return 0;
  if (decision === "all") return info.count;
  const levels = isWithin(info, selection) ? toLevels(selection.query) : null;
  const { minutes } = block.meta;
  return levels === null || minutes === null ? null : countMinutes(minutes, levels);
}

/** How many events of some levels (by index in `LEVELS`) the minutes have. */
export function countMinutes(minutes: readonly MinuteCounts[], levels: readonly number[]): number {
  let sum = 0;
  for (const counts of minutes) {
    for (const level of levels) sum += counts[1 + level]!;
  }
  return sum;
}

/** The selected rows of a block. */
export function selectRows(block: Block, info: BlockInfo, selection: Selection): Rows {
  const { fromMs, toMs, arrivalEnd, tally } = selection;
  const decision = decideBlock(block, info, selection);
  if (decision !== "some") {
    tally.byMeta++;
    return decision;
  }
  tally.read++;
  const from = fromMs ?? -Infinity;
  const to = toMs ?? Infinity;
  const within = () => {
    if (isWithin(info, selection)) return "all";
    const times = block.times();
    const end = arrivalEnd - info.firstArrival;
    return filterRows(block.count, (row) => row < end && times[row]! >= from && times[row]! < to);
  };
  return andRows([within, () => findMatches(block, info, selection)]);
}

/** The rows that the query takes, whatever their times: as they are known, or as they are found. */
export function findMatches(
  block: Block,
  info: BlockInfo,
  selection: Pick<Selection, "query" | "matches" | "signal">,
): Rows {
  const { query, matches, signal } = selection;
  if (info.block !== undefined) return heeding(signal, () => evaluate(query, block));
  const known = matches.find(info.id, info.count);
  if (known !== null) return known;
  const rows = heeding(signal, () => evaluate(query, block));
  matches.add(info.id, rows);
  return rows;
}

/** Whether the query takes every event. */
export function isAll(query: Query): boolean {
  return query.kind === "all";
}

/** What a block's meta says of a selection. */
function decideBlock(block: Block, info: BlockInfo, selection: Selection): Decision {
  const decision = heeding(selection.signal, () => decide(selection.query, block));
  return decision === "all" && !isWithin(info, selection) ? "some" : decision;
}
