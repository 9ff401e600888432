import { cut } from "../core/cut/cut.ts";
import { toRawBatch } from "../core/cut/to_raw_batch.ts";
import type { LogEvent } from "../core/event.ts";
import { parseBatch } from "../core/parse/parse_batch.ts";
import { type CorpusLines, createCorpusLines } from "./corpus_line.ts";

/** So many events of corpus A, cut and parsed as in the services. */
export function createScaleEvents(count: number): LogEvent[] {
  const lines = createCorpusLines("A", 12_345);
  const events: LogEvent[] = [];
  let begin = 0;
  while (events.length < count) {
    const bytes = printLines(lines, Math.min(BATCH_LINES, count - events.length));
    for (const event of parse(bytes, begin)) events.push(event);
    begin += bytes.length;
  }
  return events;
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
