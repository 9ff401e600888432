import { detectFormat } from "../../core/parse/detect.ts";
import type { Format } from "../../core/raw_batch.ts";
import { cutWindow, WINDOW_BYTES } from "../../runtime/cut_window.ts";
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
  const { shippedMs: nowMs, ...names } = meta;
  const source = { ...names, nowMs, format, origin: "", file: "", detect: detectFormat };
  const batches: PushBatch[] = [];
  let index = 0;
  let place = { offset: 0, accounted: 0, part: 0, format };
  while (place.offset < body.length) {
    const { offset } = place;
    const bytes = body.subarray(offset, offset + WINDOW_BYTES);
    const flush = offset + bytes.length === body.length ? "all" : "none";
    const { batch, ...next } = cutWindow({ ...place, bytes, flush }, source);
    if (batch !== null) {
      batches.push(byIndex(batch, index));
      index += batch.positions.length;
    }
    if (index > eventsMax) throw new RangeError(`it has over ${eventsMax} events`);
    if (next.offset === offset) {
      throw new Error(`Cannot cut the text: nothing ends after byte ${offset}`);
    }
    place = next;
  }
  return batches;
}

function byIndex(batch: PushBatch, begin: number): PushBatch {
  const positions = batch.positions.map((_, i) => begin + i);
  return { ...batch, begin, positions, ends: positions.map((position) => position + 1) };
}
