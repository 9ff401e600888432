import type { KafkaOptions } from "../options.ts";
import { compress, COMPRESSIONS } from "./compression.ts";
import { crc32c } from "./crc32c.ts";
import type { RecordsWriter } from "./records_writer.ts";

/**
 * What the writer holds as a record batch of version 2 (https://kafka.apache.org/documentation/#recordbatch),
 * all of it of the time `nowMs`.
 */
export function writeRecordBatch(
  records: RecordsWriter,
  { compression, nowMs }: {
    readonly compression: KafkaOptions["compression"];
    readonly nowMs: number;
  },
): Uint8Array<ArrayBuffer> {
  const packed = compress(records.bytes(), compression);
  const batch = new Uint8Array(HEADER_BYTES + packed.length);
  batch.set(packed, HEADER_BYTES);
  const view = new DataView(batch.buffer);
  view.setInt32(8, batch.length - 12);
  view.setInt32(12, -1); // leader epoch: the broker's
  view.setInt8(16, 2); // version
  view.setInt16(CHECKED_FROM, COMPRESSIONS.indexOf(compression));
  view.setInt32(23, records.count - 1);
  view.setBigInt64(27, BigInt(nowMs));
  view.setBigInt64(35, BigInt(nowMs));
  batch.fill(255, 43, 57); // no producer id, epoch and sequence
  view.setInt32(57, records.count);
  view.setUint32(17, crc32c(batch, CHECKED_FROM));
  return batch;
}

const HEADER_BYTES = 61;
const CHECKED_FROM = 21;
