import { ConflictError } from "../../core/errors.ts";
import type { LogEvent } from "../../core/event.ts";
import type { BusPosition } from "../../ports/bus.ts";
import type { AppendResult, LogWriter, PrunePolicy } from "../../ports/log_store.ts";
import { Appender, type Place } from "./appender.ts";
import { ElasticClient } from "./client.ts";
import { type Keeping, Lane } from "./lane.ts";
import { type ElasticOptions, toSettings } from "./options.ts";
import { prune } from "./prune.ts";
import { ensureState } from "./make_state.ts";
import { readLane, readState, toPositions } from "./state.ts";

/** Opens the store for writing. The server is first asked when it is needed: it may be away, and come back. */
export function openElasticWriter(options: ElasticOptions): Promise<LogWriter> {
  return Promise.resolve(new ElasticWriter(new ElasticClient(toSettings(options))));
}

class ElasticWriter implements LogWriter {
  readonly #client: ElasticClient;
  readonly #appender: Appender;
  /** By partition; the conflict where another writer went on with it, until the positions are asked for again. */
  readonly #lanes = new Map<number, Lane | ConflictError>();
  /** Calls to come whose events are on their way. */
  readonly #ahead = new WeakMap<readonly LogEvent[], Ahead>();
  /** By partition: the last events that were announced in vain. Until their call is made none go behind them. */
  readonly #declined = new Map<number, readonly LogEvent[]>();
  /** Whether somebody asked for the positions: calls begin behind these, and a lane that was not told is empty. */
  #isTold = false;
  #ready: Promise<void> | null = null;
  readonly #calls = new Set<Promise<unknown>>();
  #asking: Promise<BusPosition[]> | null = null;

  constructor(client: ElasticClient) {
    this.#client = client;
    this.#appender = new Appender(client);
  }

  ahead(events: readonly LogEvent[], { partition }: BusPosition): void {
    const lane = this.#lanes.get(partition);
    const isNext = lane instanceof Lane && lane.isBegun && !this.#declined.has(partition);
    const first = isNext ? lane.claim(events) : null;
    if (!isNext || first === null) {
      this.#declined.set(partition, events);
      return;
    }
    const place = { lane, partition, first };
    const done = this.#appender.append(events, place).catch(() => null);
    this.#ahead.set(events, { ...place, done });
  }

  append(
    events: readonly LogEvent[],
    position: BusPosition | null,
    more = false,
  ): Promise<AppendResult> {
    const call = this.#append(events, position, more);
    this.#calls.add(call);
    call.catch(() => {}).finally(() => this.#calls.delete(call));
    return call;
  }

  async #append(
    events: readonly LogEvent[],
    position: BusPosition | null,
    more: boolean,
  ): Promise<AppendResult> {
    const { partition } = position ?? NOWHERE;
    const known = this.#lanes.get(partition);
    if (known instanceof Lane) this.#begin(events, known, partition); // Before others are sent ahead behind it.
    await this.#prepare();
    const lane = await this.#toLane(partition);
    this.#begin(events, lane, partition);
    const call = toCall(events, position ?? NOWHERE);
    const settled = more ? null : await lane.settle(call);
    if (settled !== null) return settled;
    const place = { lane, partition, first: lane.next };
    const result = await this.#takeAhead(events, place) ??
      await this.#appender.append(events, place);
    if (more || result.rejected.length > 0) lane.pass(events.length, result.duplicates);
    else await this.#keep(lane, { position: position ?? NOWHERE, result, call });
    return result;
  }

  /** For all who ask meanwhile; once the calls that are under way are settled, as they may keep positions. */
  positions(): Promise<BusPosition[]> {
    return this.#asking ??= this.#ask().finally(() => this.#asking = null);
  }

  async #ask(): Promise<BusPosition[]> {
    await Promise.allSettled(this.#calls);
    this.#ready = null; // Whoever asks begins anew, perhaps because the store was made anew.
    await this.#prepare();
    const state = await readState(this.#client);
    // Calls begin behind what is told here: so the numbers do, and not behind what others keep meanwhile.
    this.#isTold = true;
    this.#lanes.clear();
    this.#declined.clear();
    state.lanes.forEach((document, i) => {
      const read = { document, revision: state.revisions[i]! };
      this.#lanes.set(document.partition, new Lane(this.#client, document.partition, read));
    });
    return toPositions(state);
  }

  async prune(policy: PrunePolicy): Promise<number> {
    await this.#prepare();
    let gone = -1;
    try {
      return gone = await prune(this.#client, policy);
    } finally {
      if (gone !== 0) this.#appender.forget(); // Indices are gone, or may be.
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }

  #begin(events: readonly LogEvent[], lane: Lane, partition: number): void {
    lane.begin(events);
    if (this.#declined.get(partition) === events) this.#declined.delete(partition);
  }

  /** What became of the events where they were sent ahead, to the same place; null where they have to be sent now. */
  async #takeAhead(events: readonly LogEvent[], place: Place): Promise<AppendResult | null> {
    const ahead = this.#ahead.get(events);
    this.#ahead.delete(events);
    const result = ahead === undefined ? null : await ahead.done;
    return ahead?.lane === place.lane && ahead.first === place.first ? result : null;
  }

  async #keep(lane: Lane, keeping: Keeping): Promise<void> {
    try {
      await lane.keep(keeping);
    } catch (error) {
      const { partition } = keeping.position;
      if (error instanceof ConflictError && this.#lanes.get(partition) === lane) {
        this.#lanes.set(partition, error);
      }
      throw error;
    }
  }

  async #toLane(partition: number): Promise<Lane> {
    const known = this.#lanes.get(partition);
    if (known instanceof Lane) return known;
    if (known !== undefined && partition !== NOWHERE.partition) throw known;
    const isNew = this.#isTold && partition !== NOWHERE.partition;
    const read = isNew ? null : await readLane(this.#client, partition);
    const lane = new Lane(this.#client, partition, read);
    this.#lanes.set(partition, lane);
    return lane;
  }

  /** Once, unless it fails. */
  async #prepare(): Promise<void> {
    this.#ready ??= ensureState(this.#client);
    try {
      await this.#ready;
    } catch (error) {
      this.#ready = null;
      throw error;
    }
  }
}

interface Ahead extends Place {
  /** Null = it failed. */
  readonly done: Promise<AppendResult | null>;
}

/** The same for the same events with the same position. */
function toCall(events: readonly LogEvent[], { epoch, offset }: BusPosition): string {
  const ends = [events[0], events.at(-1)].map((event) => event && [event.origin, event.position]);
  return JSON.stringify([epoch, offset, events.length, ends]);
}

/** Where events are that come without a position. */
const NOWHERE: BusPosition = { epoch: "", partition: -1, offset: -1 };
