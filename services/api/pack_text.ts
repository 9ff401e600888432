import { cut } from "../../core/cut/cut.ts";
import { toRawBatch } from "../../core/cut/to_raw_batch.ts";
import { detectFormat, SAMPLE_LINES_MAX } from "../../core/parse/detect.ts";
import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX, type Format } from "../../core/raw_batch.ts";
import type { PushBatch, PushMeta } from "./pack_items.ts";

/** How pushed text is cut. */
export interface PackTextOptions {
  /** What all batches have in common. */
  readonly meta: Omit<PushMeta, "format">;
  /** Null = found out from the first lines. */
  readonly format: Format | null;
  /** More events than this throw RangeError. */
  readonly eventsMax: number;
}

/**
 * Batches of text lines, cut into events as a file's are: continuation lines are joined, long lines cut
 * into parts. Position = index of the event, so that a repeat of the body gets the same ids.
 */
export function packText(
  body: Uint8Array<ArrayBuffer>,
  { meta, format, eventsMax }: PackTextOptions,
): PushBatch[] {
  const options = { ...meta, format: format ?? detect(body), origin: "", begin: 0, file: "" };
  const batches: PushBatch[] = [];
  let at = 0;
  let part = 0;
  let index = 0;
  while (at < body.length) {
    const window = body.subarray(at, at + BATCH_BYTES_MAX);
    const flush = at + window.length === body.length ? "all" : "none";
    const { format } = options;
    const piece = cut(window, { format, flush, part, eventsMax: BATCH_EVENTS_MAX, bom: at === 0 });
    const batch = toRawBatch(piece, options);
    if (batch !== null) {
      batches.push(byIndex(batch, index));
      index += batch.positions.length;
    }
    if (index > eventsMax) throw new RangeError(`it has over ${eventsMax} events`);
    if (piece.consumed === 0) throw new Error(`Cannot cut the text: nothing ends after byte ${at}`);
    at += piece.consumed;
    part = piece.part;
  }
  return batches;
}

function byIndex(batch: PushBatch, begin: number): PushBatch {
  const positions = batch.positions.map((_, i) => begin + i);
  return { ...batch, begin, positions, ends: positions.map((position) => position + 1) };
}

function detect(body: Uint8Array<ArrayBuffer>): Format {
  const text = new TextDecoder().decode(body.subarray(0, SAMPLE_BYTES_MAX));
  const lines = text.split("\n", SAMPLE_LINES_MAX + 1);
  const cutOff = body.length > SAMPLE_BYTES_MAX && lines.length <= SAMPLE_LINES_MAX;
  const whole = cutOff && lines.length > 1 ? lines.slice(0, -1) : lines.slice(0, SAMPLE_LINES_MAX);
  return detectFormat(whole.map((line) => line.endsWith("\r") ? line.slice(0, -1) : line));
}

const SAMPLE_BYTES_MAX = 64 * 1024;
