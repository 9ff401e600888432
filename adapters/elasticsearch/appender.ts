import type { LogEvent } from "../../core/event.ts";
import type { AppendResult } from "../../ports/log_store.ts";
import { type Outcome, sendBulk } from "./send_bulk.ts";
import { ByteText } from "./byte_text.ts";
import type { ElasticClient } from "./client.ts";
import { DayIndex } from "./day_index.ts";
import { toDay } from "./index_names.ts";
import type { Lane } from "./lane.ts";
import { Spans } from "./spans.ts";
import { DocumentWriter } from "./write_document.ts";

/** Which numbers events get. */
export interface Place {
  /** Remembers what is in. */
  readonly lane: Lane;
  /** Of the lane. */
  readonly partition: number;
  /** Number of the first event. */
  readonly first: number;
}

/** Stores events in requests of bounded size, of which two are on their way at a time, of all calls together. */
export class Appender {
  readonly #client: ElasticClient;
  readonly #writer = new DocumentWriter();
  readonly #days = new Map<string, DayIndex>();
  /** Of the last event, which nearly always is the next one's. */
  #day: { readonly name: string; readonly index: DayIndex } | null = null;
  /** Sent, or given up: `fetch` takes a copy of a body. Used again, as they are large, and an outage asks for many. */
  readonly #free: ByteText[] = [];
  /** Requests on their way; none rejects. */
  readonly #sending = new Set<Promise<void>>();
  /** Until the last call has sent its last request. */
  #turn: Promise<void> = Promise.resolve();

  /** Sends nothing yet. */
  constructor(client: ElasticClient) {
    this.#client = client;
  }

  /**
   * All of them. When it throws, some may be stored, and the lane remembers which. Calls may overlap: the requests
   * of a later one follow those of the one before.
   */
  async append(events: readonly LogEvent[], place: Place): Promise<AppendResult> {
    const tally = new Tally(place.lane);
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    const sent: Promise<void>[] = [];
    try {
      await before;
      await this.#sendAll(events, place, { tally, sent });
    } finally {
      resolve();
      await Promise.allSettled(sent);
    }
    await Promise.all(sent);
    return tally.result();
  }

  /**
   * Until all requests are sent, or one has failed. Events that come again wait until the first are in: the server
   * does what is on its way at the same time, so some would be taken from one request, some from the other, with
   * the numbers that they have there, which would be out of order.
   */
  async #sendAll(
    events: readonly LogEvent[],
    place: Place,
    { tally, sent }: { tally: Tally; sent: Promise<void>[] },
  ): Promise<void> {
    let hasFailed = false;
    const before: Spans[] = [];
    for (let at = 0; at < events.length;) {
      const chunk = this.#toChunk(events, at, place);
      try {
        for (const day of chunk.days) await day.prepare();
      } catch (error) {
        this.#free.push(chunk.text);
        throw error;
      }
      const spans = new Spans(events.slice(at, at + chunk.ends.length));
      if (before.some((other) => other.overlaps(spans))) await Promise.allSettled(sent);
      before.push(spans);
      while (this.#sending.size >= IN_FLIGHT_MAX) await Promise.race(this.#sending);
      if (hasFailed) return void this.#free.push(chunk.text);
      const request = this.#send(chunk, events, tally);
      sent.push(request);
      const ended: Promise<void> = request.catch(() => {
        hasFailed = true;
      }).finally(() => this.#sending.delete(ended));
      this.#sending.add(ended);
      at += chunk.ends.length;
    }
  }

  /** Looks anew at every index: some may be gone. */
  forget(): void {
    this.#days.clear();
    this.#day = null;
  }

  async #send(chunk: Chunk, events: readonly LogEvent[], tally: Tally): Promise<void> {
    try {
      await sendBulk(this.#client, {
        text: chunk.text,
        ends: chunk.ends,
        onOutcome: (i, outcome) =>
          tally.take(outcome, { event: events[chunk.at + i]!, number: chunk.first + i }),
        onAllCreated: () => tally.takeAll(chunk.first, chunk.ends.length),
        onUnsure: (i) => tally.doubt(chunk.first + i),
      });
    } catch (error) {
      for (const day of chunk.days) day.forget();
      throw error;
    } finally {
      this.#free.push(chunk.text);
    }
  }

  #toChunk(events: readonly LogEvent[], at: number, { partition, first }: Place): Chunk {
    const text = this.#free.pop() ?? new ByteText(BYTES_USUAL);
    text.cut(0);
    const ends: number[] = [];
    const days = new Set<DayIndex>();
    for (let i = at; i < events.length && ends.length < EVENTS_MAX; i++) {
      const event = events[i]!;
      const day = this.#toDayIndex(event);
      const arrival = { partition, offset: first + i };
      this.#writer.write(event, { index: day.name, arrival, tell: day.tell }, text);
      if (text.length > BYTES_MAX && ends.length > 0) {
        text.cut(ends.at(-1)!);
        break;
      }
      days.add(day);
      ends.push(text.length);
    }
    return { at, first: first + at, text, ends, days };
  }

  #toDayIndex(event: LogEvent): DayIndex {
    const day = toDay(event);
    if (this.#day?.name === day) return this.#day.index;
    const index = this.#findDayIndex(day);
    this.#day = { name: day, index };
    return index;
  }

  #findDayIndex(day: string): DayIndex {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    if (this.#days.size >= DAYS_MAX) this.#days.clear();
    const index = new DayIndex(`${this.#client.settings.prefix}${day}`, this.#client);
    this.#days.set(day, index);
    return index;
  }
}

/** What goes in one request. */
interface Chunk {
  /** Index of its first event. */
  readonly at: number;
  /** Number of its first event. */
  readonly first: number;
  readonly text: ByteText;
  /** Where each event ends in the text. */
  readonly ends: readonly number[];
  readonly days: ReadonlySet<DayIndex>;
}

/** Counts what became of the events of a call. */
class Tally {
  readonly #lane: Lane;
  #stored = 0;
  #duplicates = 0;
  readonly #rejected: { event: LogEvent; reason: string }[] = [];

  constructor(lane: Lane) {
    this.#lane = lane;
  }

  take(outcome: Outcome, { event, number }: { event: LogEvent; number: number }): void {
    if (typeof outcome === "object") this.#rejected.push({ event, reason: outcome.rejected });
    else if (outcome === "created") this.takeAll(number, 1);
    else if (this.#lane.isNoted(number)) this.#stored++;
    else this.#duplicates++;
  }

  /** It may be there: then it is a new one, which the next try counts. */
  doubt(number: number): void {
    if (!this.#lane.isNoted(number)) this.#lane.note(number, number + 1);
  }

  /** So many new ones, from this number on. */
  takeAll(first: number, count: number): void {
    this.#lane.note(first, first + count);
    this.#stored += count;
  }

  result(): AppendResult {
    return { stored: this.#stored, duplicates: this.#duplicates, rejected: this.#rejected };
  }
}

const IN_FLIGHT_MAX = 2;

/** Of one request. */
export const EVENTS_MAX = 4000;

/** Of one request, but for one event that is larger. */
const BYTES_MAX = 5 * 1024 * 1024;
const BYTES_USUAL = 2 * 1024 * 1024;

/** So many days are known at a time. */
const DAYS_MAX = 64;
