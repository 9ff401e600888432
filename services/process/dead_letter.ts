import type { LogEvent } from "../../core/event.ts";
import { toOrigin } from "../../core/id.ts";
import type { RawBatch } from "../../core/raw_batch.ts";
import type { BusRecord, Topic } from "../../ports/bus.ts";

/** The dead letter of an event that the store refused: its own bytes, place and metadata, and the reason. */
export function toRejectedLetter(
  batches: readonly RawBatch[],
  event: LogEvent,
  reason: string,
): RawBatch {
  for (const batch of batches) {
    if (batch.origin !== event.origin) continue;
    const index = batch.positions.indexOf(event.position);
    if (index < 0) continue;
    const bytes = batch.bytes.slice(batch.slices[2 * index], batch.slices[2 * index + 1]);
    return {
      ...batch,
      begin: event.begin,
      reason,
      bytes,
      slices: Uint32Array.of(0, bytes.length),
      positions: Float64Array.of(event.position),
      ends: Float64Array.of(event.end),
      parts: batch.parts === null ? null : Uint32Array.of(batch.parts[index]!),
    };
  }
  throw new Error(
    `Cannot find the event ${event.origin} ${event.position} in the batches it came from`,
  );
}

/**
 * The dead letter of a record that can no longer be read: all its bytes. Its origin is derived from
 * the topic and its epoch, its position is the offset, so that a repeat has the same id.
 */
export async function toBrokenLetter(
  { position, broken }: BusRecord,
  { topic, nowMs }: { readonly topic: Topic; readonly nowMs: number },
): Promise<RawBatch> {
  const { bytes, reason } = broken ?? { bytes: new Uint8Array(), reason: "the record is empty" };
  const name = new TextEncoder().encode(`broken ${topic} ${position.epoch} ${position.partition}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", name));
  return {
    origin: toOrigin(digest),
    begin: position.offset,
    hostname: "unknown",
    file: "unknown",
    service: "unknown",
    format: "plain",
    timeZone: "UTC",
    shippedMs: nowMs,
    reason,
    bytes,
    slices: Uint32Array.of(0, bytes.length),
    positions: Float64Array.of(position.offset),
    ends: Float64Array.of(position.offset + 1),
    parts: null,
  };
}
