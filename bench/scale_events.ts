import { cut } from "../core/cut/cut.ts";
import { toRawBatch } from "../core/cut/to_raw_batch.ts";
import type { LogEvent } from "../core/event.ts";
import { parseBatch } from "../core/parse/parse_batch.ts";
import { RARE_WORD } from "./corpus.ts";
import {
  CORPUS_START_MS,
  CORPUS_STEP_MS,
  type CorpusLines,
  createCorpusLines,
} from "./corpus_line.ts";

/**
 * The same events of corpus A, cut and parsed as in the services and each with a number, again and again: each copy later than the
 * one before, and of another origin. The first one has the rare word, so that a search for it has to pass all
 * others. The objects are the same ones each time: to make new ones takes a third as long as to store them.
 */
export class ScaleEvents {
  /** How many copies there were so far. */
  copies = 0;
  /** When the latest copy begins. */
  startMs: number = CORPUS_START_MS;
  readonly #events: readonly MovableEvent[];
  readonly #rare: { readonly event: MovableEvent; readonly message: string };

  /** Makes so many events. */
  constructor(count: number) {
    this.#events = createEvents(count);
    const event = this.#events[Math.floor(count / 3)]!;
    this.#rare = { event, message: event.message };
  }

  /** The next copy; those before change with it. */
  next(): readonly LogEvent[] {
    const shiftMs = this.copies === 0 ? 0 : this.#events.length * CORPUS_STEP_MS.A;
    this.copies++;
    this.startMs += shiftMs;
    const origin = this.copies.toString(16).padStart(15, "0");
    for (const event of this.#events) {
      event.origin = origin;
      event.timestampMs += shiftMs;
    }
    const { event, message } = this.#rare;
    event.message = this.copies === 1 ? `Ledger drift detected: ${RARE_WORD}` : message;
    return this.#events;
  }
}

type MovableEvent = { -readonly [Name in keyof LogEvent]: LogEvent[Name] };

function createEvents(count: number): MovableEvent[] {
  const lines = createCorpusLines("A", 12_345);
  const events: LogEvent[] = [];
  let begin = 0;
  while (events.length < count) {
    const bytes = printLines(lines, Math.min(BATCH_LINES, count - events.length));
    for (const event of parse(bytes, begin)) {
      events.push({ ...event, fields: { latency_ms: toLatencyMs(events.length) } });
    }
    begin += bytes.length;
  }
  return events;
}

/** From 1 to 1,096, small ones most: the same for the same event. */
function toLatencyMs(index: number): number {
  const share = Math.imul(index + 1, 0x9e3779b1) >>> 0; // Knuth's multiplicative hash.
  return Math.floor(Math.exp(7 * share / 2 ** 32));
}

const BATCH_LINES = 10_000;

function printLines({ next }: CorpusLines, count: number): Uint8Array<ArrayBuffer> {
  let text = "";
  for (let i = 0; i < count; i++) text += `${next()}\n`;
  return new TextEncoder().encode(text);
}

function parse(bytes: Uint8Array<ArrayBuffer>, begin: number): LogEvent[] {
  const made = cut(bytes, { format: "text", flush: "all", part: 0, eventsMax: BATCH_LINES });
  const batch = toRawBatch(made, {
    ...{ origin: "0".repeat(15), begin, hostname: "web-1", file: "/var/log/app.log" },
    ...{ service: "app", format: "text", timeZone: "UTC", shippedMs: Date.now() },
  });
  return parseBatch(batch!, Date.now());
}
