import type { LogEvent } from "../core/event.ts";
import type { Query } from "../core/query/ast.ts";
import type { Stats } from "../core/query/pipe.ts";
import type { StatsGroup } from "../core/stats/stats_counter.ts";
import type { TallyGroup, Tallying } from "../core/stats/tallying.ts";
import type { BusPosition } from "./bus.ts";

/**
 * Takes events in. On the embedded store one process at a time holds it; on Elasticsearch several may, each
 * partition of the bus going to one of them.
 */
export interface LogWriter extends AsyncDisposable {
  /**
   * Resolves once the events are durable, and with them `position`: everything up to there is in the store.
   * With `more`, other events up to `position` come in the next call, so it is not kept yet; nor is it where
   * events were rejected: it is to be appended again, without them, once they are elsewhere.
   * Keeps one event per (origin, position), in whatever order repeats come, as long as it keeps that event.
   * Events of one origin come in order. Calls for one partition are made one after the other; each begins
   * where the last `position` kept ended. Rejects with `UnavailableError` when the store cannot take them now
   * (some may be kept: to append the same again is safe), with `ConflictError` when another writer went on with
   * the partition: it is that one's now, and `positions` tells how far it is.
   */
  append(
    events: readonly LogEvent[],
    position: BusPosition | null,
    more?: boolean,
  ): Promise<AppendResult>;

  /**
   * Begins to carry the events of a call of `append` to come, with this very array and partition: the one after
   * those that are made or announced. Events that are announced but not appended may be stored all the same; who
   * goes on with others instead has to ask for `positions` first. A store that gains nothing by it does nothing.
   */
  ahead(events: readonly LogEvent[], position: BusPosition): void;

  /**
   * The last bus position kept for each partition (of any epoch seen last), for starting again: calls begin behind
   * these, and what was appended with `more`, or announced, is forgotten. Waits for calls that are under way.
   */
  positions(): Promise<BusPosition[]>;

  /**
   * Removes whole parts of the store: those whose events all are older, and, in order of arrival, what makes
   * the store too large. Appends may come in between. Resolves to how many events went.
   */
  prune(policy: PrunePolicy): Promise<number>;
}

/** What became of the events of one `append`. Their sum is the number given. */
export interface AppendResult {
  /** New ones. */
  readonly stored: number;
  /** Those that were stored before, or earlier in the same call. */
  readonly duplicates: number;
  /** Those that can never be stored, each with a sentence why. */
  readonly rejected: readonly { readonly event: LogEvent; readonly reason: string }[];
}

/** What is to go; null = nothing for this reason. */
export interface PrunePolicy {
  /** Events ingested before this, epoch milliseconds. Asked for less often than the other: it costs more. */
  readonly ingestedBeforeMs: number | null;
  /** Events that happened before this, epoch milliseconds, whenever they were ingested. */
  readonly happenedBeforeMs: number | null;
  /**
   * What arrived first, until {@linkcode StoreStatus.bytes} is at most so many. The newest stay in any case:
   * a store that keeps nothing is of no use.
   */
  readonly bytesMax: number | null;
  /** Ends it early, between two parts that go; what went is told as ever. */
  readonly signal?: AbortSignal;
}

/**
 * Reads what is stored, from any number of processes. Sees every append that kept its position before: on the
 * embedded store within 20 ms, on Elasticsearch within a second, and by `since` at once. Counts may have what is
 * stored but whose position is not kept yet.
 */
export interface LogReader extends AsyncDisposable {
  /** One page, in the order asked for. Throws RangeError on an unusable cursor or limit. */
  search(request: SearchRequest): Promise<Page>;

  /**
   * Counts over everything the filter matches. Throws RangeError on more than 10,000 buckets, and on
   * more different values than it can count together.
   */
  aggregate(request: AggregateRequest): Promise<Aggregates>;

  /** The event (null = not stored) and its neighbours in its source, each list in order of position. */
  context(request: ContextRequest): Promise<Context>;

  /**
   * Events in order of arrival, each once, without gaps, from many readers independently. Resolves as soon
   * as there are some that match (or were counted); with [] about `waitMs` after the call, though it may not have looked at all
   * that arrived: its cursor is where it got to, and each call gets further. [] with none passed is the end.
   * Throws RangeError on an unusable cursor.
   */
  since(request: SinceRequest): Promise<Arrived>;

  /** Cheap; exact as of the last append seen. */
  status(): Promise<StoreStatus>;
}

/** Which events: `query` and [fromMs, toMs) of `timestampMs`; null = open. */
export interface Filter {
  /** What they must match. */
  readonly query: Query;
  /** Epoch milliseconds, inclusive. */
  readonly fromMs: number | null;
  /** Epoch milliseconds, exclusive. */
  readonly toMs: number | null;
}

/** `limit` 0 … 10,000. Newest or oldest first by (timestampMs, origin, position). */
export interface SearchRequest {
  /** Which events. */
  readonly filter: Filter;
  /** Which end comes first. */
  readonly order: "newest" | "oldest";
  /** At most so many a page; fewer, though more follow, where they are too long to be held together. */
  readonly limit: number;
  /**
   * `nextCursor` of the page before, of the same order and query (the times may have moved on, as relative
   * ones do); null = the first page. Pages neither skip nor repeat while events arrive.
   */
  readonly cursor: string | null;
  /** Tells also how the page was found, where the store can. */
  readonly explain?: boolean;
  /** Gives up; rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** One page of a search. */
export interface Page {
  /** In the order asked for, at most `limit`. */
  readonly events: LogEvent[];
  /** Null after the last page. */
  readonly nextCursor: string | null;
  /** How many match in all: exactly (`eq`), or at least (`gte`) where exact is not cheap. */
  readonly total: { readonly value: number; readonly relation: "eq" | "gte" };
  /** Only where asked for. The blocks that are in none of its counts were not reached: the page was full. */
  readonly explained?: Explanation;
}

/** How a page was found: counts of the blocks that a store consists of, and of what was read of them. */
export interface Explanation {
  /** All there are. */
  readonly blocks: number;
  /** Passed over by their times (or because they arrived after the first page). */
  readonly byTime: number;
  /** Passed over because the same query was asked before and found nothing in them. */
  readonly byMemory: number;
  /** Passed over by the filter of their words. */
  readonly byFilter: number;
  /** Answered by what is kept beside them: dictionaries, ranges of numbers. */
  readonly byMeta: number;
  /** Whose columns were looked into. */
  readonly read: number;
  /** Columns that were read from the disk. */
  readonly columns: number;
  /** Their bytes, as stored. */
  readonly bytes: number;
  /** Columns that were in memory. */
  readonly cached: number;
  /** Milliseconds in all. */
  readonly ms: number;
}

/** What to count; the count of all matches always comes along. */
export interface AggregateRequest {
  /** Which events. */
  readonly filter: Filter;
  /** Buckets [k × intervalMs, (k+1) × intervalMs) of epoch time; `by` splits each by a field's value. */
  readonly histogram: { readonly intervalMs: number; readonly by: string | null } | null;
  /** The `limit` most frequent values of each field, most frequent first, ties by value. */
  readonly facets: { readonly fields: readonly string[]; readonly limit: number } | null;
  /** Functions of each group of events, in at most 25,000 groups. */
  readonly stats?: Stats;
  /** What alert rules count, in at most 25,000 groups; how many different values of `each` these have is bounded, too. */
  readonly tallies?: Tallying;
  /** Gives up; rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * What was counted, exactly, but for percentiles and different values of `stats` (docs/query.md tells how near they
 * are). Histogram and facets are null where not asked for.
 */
export interface Aggregates {
  /** All matches. */
  readonly count: number;
  /** From the first to the last bucket with matches (or of [fromMs, toMs) where given), empty ones included. */
  readonly histogram: readonly Bucket[] | null;
  /** By the names of the fields asked for. */
  readonly facets: Readonly<Record<string, readonly FacetValue[]>> | null;
  /** Only where asked for: the groups that have events, by their keys, the first first (see `compareGroups`). */
  readonly stats?: readonly StatsGroup[];
  /** Only where asked for, exactly: the groups that have events, the first first. */
  readonly tallies?: readonly TallyGroup[];
}

/** `startMs` inclusive; `by` only where asked for. */
export interface Bucket {
  /** Epoch milliseconds, inclusive; a multiple of the interval. */
  readonly startMs: number;
  /** Matches within it. */
  readonly count: number;
  /** Their number for each value that occurs in it. */
  readonly by: Readonly<Record<string, number>> | null;
}

/** How often a value (as text) occurs. */
export interface FacetValue {
  /** Numbers and booleans as `String(value)`. */
  readonly value: string;
  /** Matches that have it. */
  readonly count: number;
}

/** Up to `before` and `after` neighbours of the event; only the nearest where they are too long to be held together. */
export interface ContextRequest {
  /** Of the event. */
  readonly origin: string;
  /** Of the event. */
  readonly position: number;
  /** At most so many before it. */
  readonly before: number;
  /** At most so many after it. */
  readonly after: number;
  /** Gives up; rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** An event among its neighbours. */
export interface Context {
  /** Oldest position first, the nearest last. */
  readonly before: LogEvent[];
  /** Null = not stored; then both lists are empty. */
  readonly event: LogEvent | null;
  /** The nearest first. */
  readonly after: LogEvent[];
}

/** Where to go on: a cursor, the oldest kept event, or the end (only what arrives from now on). */
export interface SinceRequest {
  /** `cursor` of the answer before, or one of the two ends. */
  readonly after: string | "start" | "end";
  /** At most so many events; 0 = none: those that match are only counted, which costs less. */
  readonly limit: number;
  /** How long to look and wait for the first one; 0 = looks at some of what is there, if anything is. */
  readonly waitMs: number;
  /** Gives only those that match; all where it is missing. `NOT *` only counts. */
  readonly query?: Query;
  /** Gives up; rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What arrived since the last reading. */
export interface Arrived {
  /** Those that match, in order of arrival. */
  readonly events: LogEvent[];
  /** How many of those up to there match: as many as are given, unless none was to be. */
  readonly matched: number;
  /** Where to go on. */
  readonly cursor: string;
  /** How many arrived up to there, the others too. */
  readonly passed: number;
  /** Whether nothing more had arrived behind `cursor`. */
  readonly isEnd: boolean;
  /**
   * Where to go on right behind `events[index]`, as if the reading had ended with it: nothing is left out, and
   * nothing comes again. (Events of different partitions may come in another order then.)
   */
  cursorAfter(index: number): string;
}

/** Counts since the store was made, and what it holds now. */
export interface StoreStatus {
  /** Kept now. */
  readonly events: number;
  /** Taken by what it keeps. Its files are larger: they also have room to be used again. */
  readonly bytes: number;
  /** Times of the oldest and newest event kept; null when empty. */
  readonly oldestMs: number | null;
  /** Epoch milliseconds of the newest event kept. */
  readonly newestMs: number | null;
  /** As `LogWriter.positions`. */
  readonly positions: readonly BusPosition[];
  /** Ever stored = `events` + `expired` + `damaged`. */
  readonly stored: number;
  /** Repeats that were recognised. */
  readonly duplicates: number;
  /** Removed by age, size or request. */
  readonly expired: number;
  /** Lost because what the disk gave back was not what was written. */
  readonly damaged: number;
}
