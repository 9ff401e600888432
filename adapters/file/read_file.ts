import { crc32 } from "node:zlib";
import { encodeRawBatchHead } from "../../core/raw_batch_codec.ts";
import type { RawBatch } from "../../core/raw_batch.ts";
import {
  cutWindow,
  type Window,
  WINDOW_BYTES,
  type WindowSource,
} from "../../runtime/cut_window.ts";
import type { Intent } from "./checkpoint.ts";
import { type Content, readRange } from "./content.ts";
import { type Cursor, headLength, TAIL_BYTES, tailLength, toHash } from "./cursor.ts";
import { isRotated } from "./family.ts";
import type { Handle } from "./handles.ts";
import { isHeld, toHeld } from "./held.ts";
import { READ_BYTES } from "./plain_content.ts";
import type { TrackedFile } from "./tracked_file.ts";

/** What was cut from a file and is not yet in the checkpoint. */
export interface Prepared {
  /** Whose. */
  readonly file: TrackedFile;
  /** Null where only blank lines were passed over. */
  readonly batch: RawBatch | null;
  /** What the checkpoint is to keep. */
  readonly intent: Intent;
}

/** How to read. */
export interface ReadOptions {
  /** All that is the same for the file's batches but its origin, name and service. */
  readonly source: Omit<WindowSource, "origin" | "file" | "service">;
  /** Tells the service from a path. */
  readonly toService: (path: string) => string;
  /** After so long without news the last complete lines are an event, milliseconds. */
  readonly joinMs: number;
  /** After so long without news a line without its end is one, milliseconds. */
  readonly partialMs: number;
}

/**
 * Reads and cuts the next batch of a file, and sets when it is worth reading again. Null: nothing to give
 * out. `cut off`: the bytes before the cursor are not those that were read. Throws the system's errors.
 */
export async function readFile(
  file: TrackedFile,
  { content, open }: Handle,
  options: ReadOptions,
): Promise<Prepared | "cut off" | null> {
  const { nowMs } = options.source;
  const stat = open.stat();
  file.see(stat, nowMs);
  const { cursor } = file;
  const back = tailLength(cursor.offset);
  const ahead = file.gzip ? WINDOW_BYTES : Math.min(WINDOW_BYTES, stat.size - cursor.offset);
  if (ahead < 0) return "cut off";
  const buffer = new Uint8Array(back + ahead);
  const got = await content.read(buffer, cursor.offset - back);
  if (got < back || toHash(buffer.subarray(0, back)) !== cursor.tail) return "cut off";
  if (!file.gzip && !await isHead(content, cursor)) return "cut off";
  if (!file.gzip && got > READ_BYTES && await isTorn(content, buffer, cursor.offset - back)) {
    return "cut off";
  }
  const bytes = buffer.subarray(back, got);
  if (!isHeld(file, bytes)) return "cut off";
  file.ownSize = stat.size;
  const atEnd = got < buffer.length || (!file.gzip && cursor.offset + ahead >= stat.size);
  const flush = atEnd ? toFlush(file, options) : "none";
  const done = cutWindow({ ...cursor, bytes, flush }, {
    ...options.source,
    ...{ origin: file.origin, file: file.label, service: options.toService(file.label) },
  });
  const consumed = done.offset - cursor.offset;
  const rest = { atEnd, left: bytes.length - consumed, flush, size: stat.size };
  if (consumed === 0) {
    file.held = cursor.offset > 0 || got === 0 ? null : toHeld(bytes);
    schedule(file, rest, options);
    return null;
  }
  const head = await toHead(content, cursor, bytes.subarray(0, consumed));
  if (head === null) return "cut off";
  const next: Cursor = {
    offset: done.offset,
    accounted: done.accounted,
    part: done.part,
    format: done.format,
    head,
    tail: toHash(buffer.subarray(back + consumed - tailLength(done.offset), back + consumed)),
    events: cursor.events + (done.batch?.positions.length ?? 0),
    blank: cursor.blank + done.blank,
  };
  file.held = null;
  schedule(file, rest, options); // Last: after a failure it is to be read again.
  return { file, batch: done.batch, intent: toIntent(file, { next, batch: done.batch, bytes }) };
}

/** A file that has its end, or a rotated one, is not waited for as long as one that is written to. */
function toFlush(
  file: TrackedFile,
  { joinMs, partialMs, source }: ReadOptions,
): Window["flush"] {
  const quietMs = source.nowMs - file.changedMs;
  const finished = file.gzip || file.state === "away" || isRotated(file.path);
  if (quietMs >= (finished ? joinMs : partialMs)) return "all";
  return quietMs >= joinMs ? "lines" : "none";
}

function schedule(
  file: TrackedFile,
  { atEnd, left, flush, size }: {
    atEnd: boolean;
    left: number;
    flush: Window["flush"];
    size: number;
  },
  { joinMs, partialMs }: ReadOptions,
): void {
  if (!atEnd) file.wakeMs = 0;
  else if (left > 0) file.wakeMs = file.changedMs + (flush === "none" ? joinMs : partialMs);
  else {
    file.wakeMs = Infinity;
    if (file.gzip && file.doneSize !== size) {
      file.doneSize = size;
      file.dirty = true;
    }
  }
}

/** The end alone may be the same in another content: many lines of a log are. */
async function isHead(content: Content, { offset, head }: Cursor): Promise<boolean> {
  if (offset <= TAIL_BYTES) return true;
  return toHash(await readRange(content, 0, headLength(offset))) === head;
}

/** Whether the file was overwritten between the first step of reading it and the last. */
async function isTorn(content: Content, buffer: Uint8Array, position: number): Promise<boolean> {
  const again = await readRange(content, position, position + TAIL_BYTES);
  return toHash(again) !== toHash(buffer.subarray(0, TAIL_BYTES));
}

/** The fingerprint grows with what was read, up to its full length. Null: its beginning is another by now. */
async function toHead(
  content: Content,
  { offset, head }: Cursor,
  consumed: Uint8Array,
): Promise<string | null> {
  const length = headLength(offset + consumed.length);
  if (length === headLength(offset)) return head;
  if (offset === 0) return toHash(consumed.subarray(0, length));
  const before = await readRange(content, 0, offset);
  if (toHash(before) !== head) return null;
  const first = new Uint8Array(length);
  first.set(before);
  first.set(consumed.subarray(0, length - offset), offset);
  return toHash(first);
}

function toIntent(
  file: TrackedFile,
  { next, batch, bytes }: { next: Cursor; batch: RawBatch | null; bytes: Uint8Array },
): Intent {
  const base = { origin: file.origin, cursor: next, start: file.cursor.offset };
  if (batch === null) return { ...base, length: 0, crc: 0, head: null, text: null };
  const text = batch.bytes;
  const asIs = text.buffer === bytes.buffer && text.byteOffset === bytes.byteOffset;
  return {
    ...base,
    length: text.length,
    crc: crc32(text),
    head: encodeRawBatchHead(batch),
    text: asIs ? null : text,
  };
}
