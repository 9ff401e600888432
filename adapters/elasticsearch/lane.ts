import { UnavailableError } from "../../core/errors.ts";
import type { LogEvent } from "../../core/event.ts";
import type { BusPosition } from "../../ports/bus.ts";
import type { AppendResult } from "../../ports/log_store.ts";
import type { ElasticClient } from "./client.ts";
import { Spans } from "./spans.ts";
import {
  type LaneDocument,
  readLane,
  type Revised,
  type Revision,
  toFirst,
  writeLane,
} from "./state.ts";

/** Numbers what comes by one partition, and keeps how far it is. */
export class Lane {
  readonly #client: ElasticClient;
  readonly #partition: number;
  #kept: Kept;
  /** Of calls since that did not keep a position. */
  #pending = { events: 0, duplicates: 0 };
  /** Numbers, from and to, of events of the next calls that are known to be new: a call failed, or they went ahead. */
  #made: (readonly [from: number, to: number])[] = [];
  /** What follows the last number that is given to an event; -1 before the first call. */
  #claimed = -1;
  /** Of calls that are made or sent ahead, and not in yet: which events they may have, by the number of the first. */
  readonly #open = new Map<number, Spans>();
  /** A position that may be kept or not: no answer came. */
  #unsure: { document: LaneDocument; result: AppendResult; call: string } | null = null;

  /**
   * Goes on from what was read, with the revision it was read at: whoever keeps a position in between is found
   * out by `keep`. So the numbers always follow from where the calls begin.
   */
  constructor(client: ElasticClient, partition: number, read: Revised<LaneDocument> | null) {
    this.#client = client;
    this.#partition = partition;
    this.#kept = read ?? { document: toFirst(partition), revision: null };
  }

  /** The number of the next call's first event: the same again if the call fails. */
  get next(): number {
    return this.#kept.document.arrival + this.#pending.events;
  }

  /** Told of a call as soon as it is made: what is sent ahead goes behind its events. */
  begin(events: readonly LogEvent[]): void {
    this.#claimed = Math.max(this.#claimed, this.next + events.length);
    if (!this.#open.has(this.next)) this.#open.set(this.next, new Spans(events));
  }

  /** Whether a call was made. */
  get isBegun(): boolean {
    return this.#claimed >= 0;
  }

  /**
   * The number of the first of these events, which are to be sent ahead; null where some of them may be on their
   * way: should those fail, these would be taken in their stead, behind what follows them.
   */
  claim(events: readonly LogEvent[]): number | null {
    const spans = new Spans(events);
    if (this.#open.values().some((other) => other.overlaps(spans))) return null;
    const first = this.#claimed;
    this.#open.set(first, spans);
    this.#claimed += events.length;
    return first;
  }

  /** Notes that the events of these numbers (`to` not among them) are new. */
  note(from: number, to: number): void {
    const last = this.#made.at(-1);
    if (last?.[1] === from) this.#made[this.#made.length - 1] = [last[0], to];
    else this.#made.push([from, to]);
  }

  /** Whether an earlier try of the same call stored it. */
  isNoted(number: number): boolean {
    return this.#made.some(([from, to]) => number >= from && number < to);
  }

  /** Counts a call whose events are all in, but which keeps no position. */
  pass(events: number, duplicates: number): void {
    this.#pending.events += events;
    this.#pending.duplicates += duplicates;
    this.#forgetBehind();
  }

  /** Keeps the position, and with it what came since the last. Throws ConflictError where another did. */
  async keep({ position, result, call }: Keeping): Promise<void> {
    const { document, revision } = this.#kept;
    const { events, duplicates } = this.#pending;
    const next: LaneDocument = {
      kind: "position",
      epoch: position.epoch,
      partition: this.#partition,
      offset: position.offset,
      arrival: document.arrival + events + result.stored + result.duplicates,
      duplicates: document.duplicates + duplicates + result.duplicates,
    };
    try {
      this.#take(next, await writeLane(this.#client, next, revision));
    } catch (error) {
      if (error instanceof UnavailableError) this.#unsure = { document: next, result, call };
      throw error;
    }
  }

  /** The result of the call that failed before, if it was this one and its position was kept all the same. */
  async settle(call: string): Promise<AppendResult | null> {
    const unsure = this.#unsure;
    if (unsure === null) return null;
    const { document, result } = unsure;
    const found = await readLane(this.#client, this.#partition);
    this.#unsure = null;
    if (found === null || JSON.stringify(found.document) !== JSON.stringify(document)) return null;
    this.#take(document, found.revision);
    return unsure.call === call ? result : null;
  }

  #take(document: LaneDocument, revision: Revision): void {
    this.#kept = { document, revision };
    this.#pending = { events: 0, duplicates: 0 };
    this.#forgetBehind();
  }

  /** What is in. */
  #forgetBehind(): void {
    this.#made = this.#made.filter(([, to]) => to > this.next);
    for (const first of this.#open.keys()) if (first < this.next) this.#open.delete(first);
  }
}

/** What is to be kept. */
export interface Keeping {
  /** Up to where everything is in. */
  readonly position: BusPosition;
  /** Of the call. */
  readonly result: AppendResult;
  /** Tells the call from others. */
  readonly call: string;
}

interface Kept {
  readonly document: LaneDocument;
  /** Null = nothing is kept yet. */
  readonly revision: Revision | null;
}
