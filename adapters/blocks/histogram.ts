import { LEVELS } from "../../core/event.ts";
import type { AggregateRequest, Bucket, Filter } from "../../ports/log_store.ts";
import { MINUTE_MS, type MinuteCounts } from "./block_meta.ts";
import { ValueCounts, type ValueRoom } from "./count_values.ts";

/** Counts by time, of equal length and from the epoch on. */
export class Histogram {
  readonly #intervalMs: number;
  /** Null = buckets are not split. */
  readonly #room: ValueRoom | null;
  readonly #buckets = new Map<number, OpenBucket>();
  #last: OpenBucket | null = null;

  /** Split values take their room from `room`. Throws RangeError on an unusable interval. */
  constructor({ intervalMs, by }: NonNullable<AggregateRequest["histogram"]>, room: ValueRoom) {
    if (!Number.isInteger(intervalMs) || intervalMs < 1) {
      throw new RangeError(`Cannot count by time: an interval of ${intervalMs} ms is below 1`);
    }
    this.#intervalMs = intervalMs;
    this.#room = by === null ? null : room;
  }

  /** Whether buckets begin and end with whole minutes. */
  get isWholeMinutes(): boolean {
    return this.#intervalMs % MINUTE_MS === 0;
  }

  /** Adds events of one time; `value` is what they are split by, null = nothing. */
  add(timestampMs: number, value: string | null, count = 1): void {
    const index = Math.floor(timestampMs / this.#intervalMs);
    const bucket = this.#last?.index === index ? this.#last : this.#open(index);
    bucket.count += count;
    if (value !== null) bucket.by?.add(value, count);
  }

  /** Adds a block's minutes, of some levels (by index in `LEVELS`); only where split by level or not. */
  addMinutes(minutes: readonly MinuteCounts[], levels: readonly number[]): void {
    for (const counts of minutes) {
      for (const level of levels) {
        const count = counts[1 + level]!;
        if (count > 0) this.add(counts[0]! * MINUTE_MS, LEVELS[level]!, count);
      }
    }
  }

  /** From the first to the last bucket, empty ones too. Throws RangeError on more than 10,000. */
  buckets({ fromMs, toMs }: Pick<Filter, "fromMs" | "toMs">): Bucket[] {
    if (fromMs !== null && toMs !== null && toMs <= fromMs) return [];
    const indexes = [...this.#buckets.keys()].sort((a, b) => a - b);
    const first = fromMs === null ? indexes[0] : this.#toIndex(fromMs);
    const last = toMs === null ? indexes.at(-1) : this.#toIndex(toMs - 1);
    if (first === undefined || last === undefined || last < first) return [];
    const count = last - first + 1;
    if (count > BUCKETS_MAX) throw tooMany(count);
    return Array.from({ length: count }, (_, i) => {
      const bucket = this.#buckets.get(first + i);
      const by = this.#room && Object.fromEntries(bucket?.by?.counts ?? []);
      return { startMs: (first + i) * this.#intervalMs, count: bucket?.count ?? 0, by };
    });
  }

  #toIndex(timeMs: number): number {
    return Math.floor(timeMs / this.#intervalMs);
  }

  #open(index: number): OpenBucket {
    let bucket = this.#buckets.get(index);
    if (bucket === undefined) {
      if (this.#buckets.size >= BUCKETS_MAX) throw tooMany(this.#buckets.size + 1);
      bucket = { index, count: 0, by: this.#room && new ValueCounts(this.#room) };
      this.#buckets.set(index, bucket);
    }
    return this.#last = bucket;
  }
}

interface OpenBucket {
  readonly index: number;
  count: number;
  readonly by: ValueCounts | null;
}

function tooMany(count: number): RangeError {
  return new RangeError(
    `Cannot count by time: ${count} buckets are more than ${BUCKETS_MAX}; choose a longer interval`,
  );
}

const BUCKETS_MAX = 10_000;
