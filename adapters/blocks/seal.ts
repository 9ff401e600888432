import type { LogEvent } from "../../core/event.ts";
import type { Database } from "../../runtime/sqlite.ts";
import { COLUMNS_PER_BLOCK, packMeta } from "./block_meta.ts";
import { encodeBlock } from "./encode_block.ts";
import { GROUP_BLOCKS, joinFilters, writeFilter } from "./filter_rows.ts";
import { encodeHead } from "./head_data.ts";
import type { Run } from "./run.ts";
import { writeSummary } from "./summary.ts";
import { textLength } from "./text_length.ts";
import { WordSet } from "./word_set.ts";

/** A block is closed at so many characters of text, however few its events are. */
export const BLOCK_TEXT_MAX = 8 * 1024 * 1024;

/**
 * Divides events, of `text` characters in all (see {@linkcode sumText}), into blocks of about
 * `eventsUsual` each (half as many to half as many more), so that nothing is left over; fewer where their
 * text is long.
 */
export function toBlocks(
  { firstArrival, events }: Run,
  eventsUsual: number,
  text: number = sumText(events),
): Run[] {
  const blocks: Run[] = [];
  const share = events.length / Math.max(1, Math.round(events.length / eventsUsual));
  const isShort = text < BLOCK_TEXT_MAX;
  for (let start = 0, last = share; start < events.length;) {
    const usual = Math.min(Math.round(last), events.length);
    const end = isShort ? usual : endOfText(events, start, usual);
    blocks.push({ firstArrival: firstArrival + start, events: events.slice(start, end) });
    start = end;
    if (start >= usual) last += share;
  }
  return blocks;
}

/** Where a block that begins at `start` ends: before `end` if its text is long. */
function endOfText(events: readonly LogEvent[], start: number, end: number): number {
  let text = 0;
  for (let i = start; i < end; i++) {
    text += lengthOf(events[i]!);
    if (text >= BLOCK_TEXT_MAX) return i + 1;
  }
  return end;
}

/** Writes a block within the caller's transaction. */
export function writeBlock(database: Database, { firstArrival, events }: Run): void {
  WORDS.clear();
  const { count, minMs, maxMs, maxIngestedMs, meta, columns } = encodeBlock(events, {
    words: WORDS,
  });
  const row = [firstArrival, count, minMs, maxMs, maxIngestedMs];
  const { lastInsertRowid: id } = database.statement(
    "INSERT INTO blocks (first_arrival, n, min_ts, max_ts, max_ingested, meta) " +
      "VALUES (?, ?, ?, ?, ?, ?)",
  ).run(...row, packMeta(meta, row));
  const insert = database.statement("INSERT INTO columns VALUES (?, ?)");
  for (const { index, data } of columns) insert.run(id * COLUMNS_PER_BLOCK + index, data);
  writeFilter(database, id, WORDS.hashes());
  if (id % GROUP_BLOCKS === GROUP_BLOCKS - 1) {
    const group = Math.floor(id / GROUP_BLOCKS);
    joinFilters(database, group);
    writeSummary(database, group);
  }
}

/** Those of one block after the other. */
const WORDS = new WordSet();

/** How many events are in blocks and the head, by the numbers of their rows. */
export function countThere(database: Database): number {
  return database.statement(
    "SELECT (SELECT total(n) FROM blocks) + (SELECT total(n) FROM head) AS n",
  ).get<{ n: number }>()!.n;
}

/**
 * Adds events to the head, of which `head` is all that was there, within the caller's transaction. The
 * last rows that are not larger become one with the new one: so there are at most as many rows as the
 * head's events have binary digits, and each event is written again about as often.
 */
export function writeHead(
  database: Database,
  head: readonly LogEvent[],
  { firstArrival, events }: Run,
): void {
  const rows = database.statement("SELECT seq, n FROM head ORDER BY seq DESC")
    .all<{ seq: number; n: number }>();
  let again = 0;
  for (const { seq, n } of rows) {
    if (n > again + events.length) break;
    again += n;
    database.statement("DELETE FROM head WHERE seq = ?").run(seq);
  }
  const all = again === 0 ? events : [...head.slice(head.length - again), ...events];
  const run = { firstArrival: firstArrival - again, events: all };
  const { bytes, maxIngestedMs } = encodeHead(run);
  database.statement(
    "INSERT INTO head (first_arrival, n, max_ingested, data) VALUES (?, ?, ?, ?)",
  ).run(run.firstArrival, all.length, maxIngestedMs, bytes);
}

/** How much the events add to a block, in characters, roughly. */
export function sumText(events: readonly LogEvent[]): number {
  let sum = 0;
  for (const event of events) sum += lengthOf(event);
  return sum;
}

function lengthOf(event: LogEvent): number {
  return EVENT_LENGTH + textLength(event);
}

/** What an event takes beside its text. */
const EVENT_LENGTH = 64;
