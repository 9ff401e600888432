import type { LogEvent } from "../../core/event.ts";
import type { BusPosition } from "../../ports/bus.ts";
import type { AppendResult, LogWriter, PrunePolicy } from "../../ports/log_store.ts";
import { Appender } from "./appender.ts";
import { ElasticClient } from "./client.ts";
import { Lane } from "./lane.ts";
import { type ElasticOptions, toSettings } from "./options.ts";
import { prune } from "./prune.ts";
import { ensureState, readState, toPositions } from "./state.ts";

/** Opens the store for writing. The server is first asked when it is needed: it may be away, and come back. */
export function openElasticWriter(options: ElasticOptions): Promise<LogWriter> {
  return Promise.resolve(new ElasticWriter(new ElasticClient(toSettings(options))));
}

class ElasticWriter implements LogWriter {
  readonly #client: ElasticClient;
  readonly #appender: Appender;
  readonly #lanes = new Map<number, Lane>();
  #ready: Promise<void> | null = null;

  constructor(client: ElasticClient) {
    this.#client = client;
    this.#appender = new Appender(client);
  }

  async append(
    events: readonly LogEvent[],
    position: BusPosition | null,
    more = false,
  ): Promise<AppendResult> {
    await this.#prepare();
    const { partition } = position ?? NOWHERE;
    const lane = await this.#toLane(partition);
    const settled = more ? null : await lane.settle(position ?? NOWHERE, events.length);
    if (settled !== null) return settled;
    const result = await this.#appender.append(events, lane, partition);
    if (more || result.rejected.length > 0) lane.pass(events.length, result.duplicates);
    else await this.#keep(lane, position ?? NOWHERE, result);
    return result;
  }

  async positions(): Promise<BusPosition[]> {
    this.#ready = null; // Whoever asks begins anew, perhaps because the store was made anew.
    await this.#prepare();
    const state = await readState(this.#client);
    const found = new Map(state.lanes.map((lane) => [lane.partition, lane]));
    for (const [partition, lane] of this.#lanes) {
      if (!lane.isOpen(found.get(partition))) this.#lanes.delete(partition);
    }
    return toPositions(state);
  }

  async prune(policy: PrunePolicy): Promise<number> {
    await this.#prepare();
    try {
      return await prune(this.#client, policy);
    } finally {
      this.#appender.forget();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }

  async #keep(lane: Lane, position: BusPosition, result: AppendResult): Promise<void> {
    try {
      await lane.keep(position, result);
    } catch (error) {
      // Unless it may be kept all the same, what this process knows of the partition is out of date.
      if (error instanceof Error && error.name === "ConflictError") {
        this.#lanes.delete(position.partition);
      }
      throw error;
    }
  }

  async #toLane(partition: number): Promise<Lane> {
    const known = this.#lanes.get(partition);
    if (known !== undefined) return known;
    const lane = await Lane.open(this.#client, partition);
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

/** Where events are that come without a position. */
const NOWHERE: BusPosition = { epoch: "", partition: -1, offset: -1 };
