import { type FieldName, parseCountedField } from "../../core/query/field.ts";
import { narrowTimes } from "../../core/query/narrow_times.ts";
import { StatsCounter } from "../../core/stats/stats_counter.ts";
import { TallyCounter } from "../../core/stats/tally_counter.ts";
import type { AggregateRequest, Aggregates, FacetValue } from "../../ports/log_store.ts";
import type { Block } from "./block.ts";
import type { BlockFile, BlockInfo } from "./block_file.ts";
import type { MinuteCounts } from "./block_meta.ts";
import { toBlockRows } from "./block_rows.ts";
import {
  COUNTED_MAX,
  readCounts,
  TOLD_MAX,
  toTexts,
  ValueCounts,
  ValueRoom,
} from "./count_values.ts";
import { Histogram } from "./histogram.ts";
import { toLevels } from "./matching_levels.ts";
import type { Snapshot } from "./mirror.ts";
import { Pace } from "../../runtime/pace.ts";
import { countRows, type Rows } from "./rows.ts";
import {
  countMinutes,
  isAll,
  isWithin,
  type Selection,
  selectRows,
  toSelection,
} from "./select.ts";
import { Sieve } from "./sieve.ts";
import { isNotSummed, toGroups } from "./summary.ts";

/** Counts everything selected; blocks whose meta has the answer are not read. Null = no store yet. */
export async function aggregate(
  snapshot: Snapshot | null,
  request: AggregateRequest,
): Promise<Aggregates> {
  const pace = new Pace(request.signal);
  const filter = { ...narrowTimes(request.filter), signal: request.signal };
  const selection = toSelection(snapshot?.file ?? null, filter, snapshot?.meta.arrivals ?? 0);
  const counter = new Counter(request, selection);
  if (snapshot === null) return counter.result();
  const { file, blocks } = snapshot;
  const sieve = new Sieve(file, selection);
  for (const group of toGroups(sieve.fitting(blocks))) {
    if (counter.tryGroup(file, group)) {
      if (pace.isDue) await pace.rest();
      continue;
    }
    for (const info of group) {
      if (!counter.tryWhole(info) && sieve.passes(info)) {
        file.read(info, (block) => counter.addBlock(block, info), selection.tally);
      }
      if (pace.isDue) await pace.rest();
    }
  }
  return counter.result();
}

class Counter {
  readonly #request: AggregateRequest;
  readonly #selection: Selection;
  readonly #histogram: Histogram | null;
  readonly #by: FieldName | null;
  readonly #facets: { readonly field: FieldName; readonly values: ValueCounts }[];
  readonly #stats: StatsCounter | null;
  readonly #tallies: TallyCounter | null;
  readonly #levels: number[] | null;
  /** Whether only the number of all events is asked for. */
  readonly #isPlain: boolean;
  #count = 0;

  constructor(request: AggregateRequest, selection: Selection) {
    const { histogram, facets, stats, tallies, filter } = request;
    this.#request = request;
    this.#selection = selection;
    this.#histogram = histogram && new Histogram(histogram, new ValueRoom(TOLD_MAX));
    // Refuses too many buckets before anything is read, where the filter alone says how many.
    this.#histogram?.buckets(filter);
    const by = histogram?.by ?? null;
    this.#by = by === null ? null : parseCountedField(by);
    const room = new ValueRoom(COUNTED_MAX);
    this.#facets = (facets?.fields ?? []).map((name) => ({
      field: parseCountedField(name),
      values: new ValueCounts(room),
    }));
    this.#stats = stats === undefined ? null : new StatsCounter(stats);
    this.#tallies = tallies === undefined ? null : new TallyCounter(tallies);
    this.#levels = toLevels(selection.query);
    const asksMore = histogram !== null || facets !== null || this.#needsRows;
    this.#isPlain = !asksMore && isAll(selection.query);
  }

  /** No summary has them. */
  get #needsRows(): boolean {
    return this.#stats !== null || this.#tallies !== null;
  }

  /** Whether a block could be counted by the number of its events alone. */
  tryWhole(info: BlockInfo): boolean {
    if (!this.#isPlain || !isWithin(info, this.#selection)) return false;
    this.#count += info.count;
    this.#selection.tally.byMeta++;
    return true;
  }

  /** Whether all blocks of a group could be counted by their summary; else nothing was counted. */
  tryGroup(file: BlockFile, blocks: readonly BlockInfo[]): boolean {
    const isSummed = !this.#isPlain && !this.#needsRows;
    if (!isSummed || blocks.length < BLOCKS_SUMMED_MIN) return false;
    const info = file.sum(blocks);
    if (info === null) return false;
    const { tally } = this.#selection;
    const { read, byMeta } = tally;
    try {
      this.addBlock(info.block, info);
      tally.byMeta = byMeta + blocks.length;
      return true;
    } catch (error) {
      if (!isNotSummed(error)) throw error;
      Object.assign(tally, { read, byMeta });
      return false;
    }
  }

  /** All columns are read before anything is counted, so that a damaged block counts for nothing. */
  addBlock(block: Block, info: BlockInfo): void {
    const minutes = this.#toMinutes(block, info);
    const needsRows = this.#facets.length > 0 || this.#needsRows;
    if (minutes !== null && !needsRows) return this.#addMinutes(minutes);
    const rows = selectRows(block, info, this.#selection);
    if (rows === "none") return;
    const facets = this.#facets.map(({ field, values }) => ({
      values,
      count: readCounts(block, { field, rows }),
    }));
    const statsRows = toBlockRows(block, rows);
    const addStats = this.#stats?.read(statsRows);
    const addTallies = this.#tallies?.read(statsRows);
    if (minutes !== null) this.#addMinutes(minutes);
    else {
      if (this.#histogram !== null) this.#addTimes(block, rows, this.#histogram);
      this.#count += countRows(rows, block.count);
    }
    for (const { values, count } of facets) count(values);
    addStats?.();
    addTallies?.();
  }

  result(): Aggregates {
    const { facets, filter } = this.#request;
    return {
      count: this.#count,
      histogram: this.#histogram && this.#histogram.buckets(filter),
      facets: facets && Object.fromEntries(
        facets.fields.map((name, i) => [name, toFacet(this.#facets[i]!.values, facets.limit)]),
      ),
      ...this.#stats && { stats: this.#stats.result() },
      ...this.#tallies && { tallies: this.#tallies.result() },
    };
  }

  /** Counts by minute and level that answer for a whole block; null where they do not. */
  #toMinutes(block: Block, info: BlockInfo): LevelMinutes | null {
    const { minutes } = block.meta;
    const levels = this.#levels;
    if (minutes === null || levels === null || !isWithin(info, this.#selection)) return null;
    const byLevel = this.#by === null || (this.#by.field === "level" && !this.#by.extra);
    const fits = this.#histogram === null || (byLevel && this.#histogram.isWholeMinutes);
    return fits ? { minutes, levels } : null;
  }

  #addMinutes({ minutes, levels }: LevelMinutes): void {
    this.#histogram?.addMinutes(minutes, levels);
    this.#count += countMinutes(minutes, levels);
  }

  #addTimes(block: Block, rows: Rows, histogram: Histogram): void {
    const times = block.times();
    const textOf = this.#by === null ? null : toTexts(block, this.#by);
    for (let row = 0; row < block.count; row++) {
      if (rows !== "all" && (rows as Uint8Array)[row] === 0) continue;
      histogram.add(times[row]!, textOf === null ? null : textOf(row));
    }
  }
}

/** A few are as fast one by one. */
const BLOCKS_SUMMED_MIN = 4;

interface LevelMinutes {
  readonly minutes: readonly MinuteCounts[];
  readonly levels: readonly number[];
}

/** The most frequent values, ties by value. */
function toFacet({ counts }: ValueCounts, limit: number): FacetValue[] {
  return [...counts].map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, limit);
}
