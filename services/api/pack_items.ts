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
  /** The whole body, decompressed; another order of bytes afterwards. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each item stands, rejected ones too. */
  readonly slices: Slices;
  /** Increasing. */
  readonly accepted: readonly number[];
}

/**
 * Batches of JSON items, one raw line each: position = index in the request, so that a repeat of the
 * body gets the same ids, whatever was rejected in between. Line breaks between an item's tokens become
 * spaces. The items are moved to the front of `bytes`, whose views the batches have: they are held once.
 */
export function packItems(items: Items, meta: PushMeta): PushBatch[] {
  const batches: PushBatch[] = [];
  let begin = 0;
  let from = 0;
  for (let first = 0; first < items.accepted.length;) {
    const stop = batchEnd(items, first);
    const accepted = items.accepted.slice(first, stop);
    const batch = { ...meta, begin, ...packBatch({ ...items, accepted }, from) };
    batches.push(batch);
    begin = batch.ends.at(-1)!;
    from += batch.bytes.length + 1;
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

/** `from` is behind all that was packed, and so not behind the first item: each has a byte between it and the next. */
function packBatch(
  { bytes, slices, accepted }: Items,
  from: number,
): Omit<PushBatch, keyof PushMeta | "begin"> {
  const own = new Uint32Array(2 * accepted.length);
  let at = from;
  accepted.forEach((index, i) => {
    if (i > 0) bytes[at++] = NEWLINE;
    own[2 * i] = at - from;
    bytes.copyWithin(at, slices[2 * index]!, slices[2 * index + 1]!);
    const end = at + slices[2 * index + 1]! - slices[2 * index]!;
    joinLines(bytes, at, end);
    own[2 * i + 1] = end - from;
    at = end;
  });
  return {
    file: "",
    reason: null,
    bytes: bytes.subarray(from, at),
    slices: own,
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
