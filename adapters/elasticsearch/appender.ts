import type { LogEvent } from "../../core/event.ts";
import type { AppendResult } from "../../ports/log_store.ts";
import { type Outcome, sendBulk } from "./send_bulk.ts";
import type { ElasticClient } from "./client.ts";
import { DayIndex } from "./day_index.ts";
import { toDay } from "./index_names.ts";
import type { Lane } from "./lane.ts";
import { DocumentWriter } from "./write_document.ts";

/** Stores events in requests of bounded size, of which two are on their way at a time. */
export class Appender {
  readonly #client: ElasticClient;
  readonly #writer = new DocumentWriter();
  readonly #days = new Map<string, DayIndex>();

  /** Sends nothing yet. */
  constructor(client: ElasticClient) {
    this.#client = client;
  }

  /** All of them, numbered by the lane. When it throws, some may be stored, and the lane remembers which. */
  async append(events: readonly LogEvent[], lane: Lane, partition: number): Promise<AppendResult> {
    const tally = new Tally(lane);
    const sending = new Set<Promise<void>>();
    try {
      for (let at = 0; at < events.length;) {
        const chunk = this.#toChunk(events, { at, partition, first: lane.next });
        for (const day of chunk.days) await day.prepare();
        if (sending.size >= IN_FLIGHT_MAX) await Promise.race(sending);
        const sent: Promise<void> = this.#send(chunk, events, tally)
          .finally(() => sending.delete(sent));
        sent.catch(() => {}); // It is thrown where it is waited for.
        sending.add(sent);
        at += chunk.lines.length;
      }
      await Promise.all(sending);
    } finally {
      await Promise.allSettled(sending);
    }
    return tally.result();
  }

  /** Looks anew at every index: some may be gone. */
  forget(): void {
    this.#days.clear();
  }

  async #send(chunk: Chunk, events: readonly LogEvent[], tally: Tally): Promise<void> {
    try {
      await sendBulk(this.#client, {
        lines: chunk.lines,
        onOutcome: (i, outcome) =>
          tally.take(outcome, { event: events[chunk.at + i]!, number: chunk.first + i }),
      });
    } catch (error) {
      for (const day of chunk.days) day.forget();
      throw error;
    }
  }

  #toChunk(
    events: readonly LogEvent[],
    { at, partition, first }: { at: number; partition: number; first: number },
  ): Chunk {
    const lines: string[] = [];
    const days = new Set<DayIndex>();
    let length = 0;
    for (let i = at; i < events.length && lines.length < EVENTS_MAX; i++) {
      const event = events[i]!;
      const day = this.#toDayIndex(event);
      const line = this.#writer.write(event, {
        index: day.name,
        arrival: { partition, offset: first + i },
        tell: day.tell,
      });
      length += line.length;
      if (length > LENGTH_MAX && lines.length > 0) break;
      days.add(day);
      lines.push(line);
    }
    return { at, first: first + at, lines, days };
  }

  #toDayIndex(event: LogEvent): DayIndex {
    const day = toDay(event);
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
  readonly lines: readonly string[];
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
    else if (outcome === "there" && !this.#lane.isNoted(number)) this.#duplicates++;
    else {
      this.#lane.note(number);
      this.#stored++;
    }
  }

  result(): AppendResult {
    return { stored: this.#stored, duplicates: this.#duplicates, rejected: this.#rejected };
  }
}

const IN_FLIGHT_MAX = 2;

/** Of one request; its length in UTF-16 code units, more than one event only where it is not longer. */
const EVENTS_MAX = 3000;
const LENGTH_MAX = 5 * 1024 * 1024;

/** So many days are known at a time. */
const DAYS_MAX = 64;
