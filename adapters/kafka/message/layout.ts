import type { RawBatch } from "../../../core/raw_batch.ts";

/** What is the same in all messages of a source. */
export type SourceMeta = Pick<
  RawBatch,
  "origin" | "hostname" | "file" | "service" | "format" | "timeZone" | "shippedMs" | "reason"
>;

/**
 * A message's JSON around what differs between the lines of a source: after the text comes `head`, the
 * position, {@linkcode END_KEY}, the end, what is rare, and `tail`.
 */
export interface Layout {
  /** From the quote that ends the text. */
  readonly head: Uint8Array<ArrayBuffer>;
  /** To the end of the message. */
  readonly tail: Uint8Array<ArrayBuffer>;
}

/** Makes the layout of a source's messages. */
export function toLayout(meta: SourceMeta): Layout {
  const { origin, hostname, file, service, format, timeZone, shippedMs, reason } = meta;
  const head = JSON.stringify({
    source: hostname,
    file_path: file,
    shipper_timestamp: shippedMs / 1000,
    service,
    origin,
  });
  const tail = JSON.stringify({ format, time_zone: timeZone, ...reason !== null && { reason } });
  return {
    head: encoder.encode(`","metadata":${head.slice(0, -1)},"position":`),
    tail: encoder.encode(`,${tail.slice(1)}}`),
  };
}

/** Begins each message. */
export const TEXT_KEY: Uint8Array<ArrayBuffer> = new TextEncoder().encode(`{"raw_log":"`);

/** Between the position and the end. */
export const END_KEY: Uint8Array<ArrayBuffer> = new TextEncoder().encode(`,"end":`);

const encoder = new TextEncoder();
