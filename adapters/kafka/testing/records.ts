import type { RawBatch } from "../../../core/raw_batch.ts";
import type { BusRecord } from "../../../ports/bus.ts";
import { Fetched } from "../fetched.ts";
import { RecordsWriter, toBatchToWrite } from "../message/records_writer.ts";
import { type RawRecord, readRecordBatches, readRecords } from "../message/read_record_batches.ts";
import { writeRecordBatch } from "../message/write_record_batch.ts";
import type { KafkaOptions } from "../options.ts";

/** A record batch of all events. */
export function toRecordBatch(
  batches: readonly RawBatch[],
  compression: KafkaOptions["compression"] = "none",
): Uint8Array<ArrayBuffer> {
  const writer = new RecordsWriter();
  for (const batch of batches) {
    const source = toBatchToWrite(batch);
    for (let i = 0; i < batch.ends.length; i++) writer.write(source, i);
  }
  return writeRecordBatch(writer, { compression, nowMs: RECORD_MS });
}

/** Its messages. */
export function toMessages(batches: readonly RawBatch[]): RawRecord[] {
  return [...readRecordBatches(toRecordBatch(batches))].flatMap((batch) => [...readRecords(batch)]);
}

/** What a subscriber makes of record batches that were fetched. */
export function readBack(bytes: Uint8Array<ArrayBuffer>, offset = 0): BusRecord[] {
  const from = { topic: "logs-raw", id: TOPIC_ID, partition: 2 };
  const fetched = new Fetched({ error: 0, aborted: [], bytes }, from, offset);
  const limits = { recordsMax: Infinity, bytesMax: Infinity, eventsMax: Infinity };
  return [...fetched.take(limits)?.records ?? []];
}

/** Time of the records. */
export const RECORD_MS = 1_729_698_700_000;

/** Of the topic that they are read from. */
export const TOPIC_ID = "00112233445566778899aabbccddeeff";
