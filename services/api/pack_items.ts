import {
  BATCH_BYTES_MAX,
  BATCH_EVENTS_MAX,
  type Format,
  type RawBatch,
} from "../../core/raw_batch.ts";
import type { Slices } from "./split_json.ts";

/** What all batches of one push have in common. */
export interface PushMeta {
  /** Source of events that name none. */
  readonly hostname: string;
  /** Service of events that name none. */
  readonly service: string;
  /** How every event of the push is written. */
  readonly format: Format;
  /** IANA name, for times without an offset. */
  readonly timeZone: string;
  /** When the push was read, epoch milliseconds. */
  readonly shippedMs: number;
}

/** A batch whose origin is not decided yet. */
export type PushBatch = Omit<RawBatch, "origin">;

/** Items of a body by their index; only those in `accepted` are packed. */
export interface Items {
  /** The whole body, decompressed. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each item stands, rejected ones too. */
  readonly slices: Slices;
  /** Increasing. */
  readonly accepted: readonly number[];
}

/**
 * Batches of JSON items, one raw line each: position = index in the request, so that a repeat of the
 * body gets the same ids, whatever was rejected in between. Line breaks between an item's tokens become spaces.
 */
export function packItems(items: Items, meta: PushMeta): PushBatch[] {
  const batches: PushBatch[] = [];
  let begin = 0;
  for (let first = 0; first < items.accepted.length;) {
    const stop = batchEnd(items, first);
    const batch = packBatch({ ...items, accepted: items.accepted.slice(first, stop) }, {
      ...meta,
      begin,
    });
    batches.push(batch);
    begin = batch.ends.at(-1)!;
    first = stop;
  }
  return batches;
}

function batchEnd({ slices, accepted }: Items, first: number): number {
  let bytes = 0;
  let at = first;
  while (at < accepted.length && at - first < BATCH_EVENTS_MAX) {
    const index = accepted[at]!;
    bytes += slices[2 * index + 1]! - slices[2 * index]! + 1;
    if (bytes > BATCH_BYTES_MAX && at > first) break;
    at++;
  }
  return at;
}

function packBatch(
  { bytes, slices, accepted }: Items,
  meta: PushMeta & { readonly begin: number },
): PushBatch {
  const packed = new Uint8Array(accepted.reduce(
    (total, index) => total + slices[2 * index + 1]! - slices[2 * index]! + 1,
    0,
  ));
  const slicesPacked = new Uint32Array(2 * accepted.length);
  let at = 0;
  accepted.forEach((index, i) => {
    const item = bytes.subarray(slices[2 * index]!, slices[2 * index + 1]!);
    packed.set(item, at);
    joinLines(packed, at, at + item.length);
    slicesPacked[2 * i] = at;
    slicesPacked[2 * i + 1] = at += item.length;
    packed[at++] = NEWLINE;
  });
  return {
    ...meta,
    file: "",
    reason: null,
    bytes: packed,
    slices: slicesPacked,
    positions: Float64Array.from(accepted),
    ends: Float64Array.from(accepted, (index) => index + 1),
    parts: null,
  };
}

/** JSON has raw line breaks only between tokens, where a space means the same. */
function joinLines(bytes: Uint8Array<ArrayBuffer>, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    if (bytes[i] === NEWLINE || bytes[i] === RETURN) bytes[i] = SPACE;
  }
}

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
