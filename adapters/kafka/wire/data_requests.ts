import { ByteWriter } from "./byte_writer.ts";
import type { WireConnection } from "./wire_connection.ts";

/** One partition of one topic. */
export interface PartitionName {
  /** Its full name. */
  readonly topic: string;
  /** From 0. */
  readonly partition: number;
}

/** Error codes are those of the partition; 0 = it went well. */
export interface FetchAnswer {
  /** 0, or what went wrong. */
  readonly error: number;
  /** Record batches; the last may be cut off. A view of the answer. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Producers whose records are void from the offset on, until they say so. */
  readonly aborted: readonly { readonly producer: string; readonly from: number }[];
}

/** Appends a record batch and waits for all in-sync replicas (Produce, version 7: the first that takes zstd). */
export async function produce(
  connection: WireConnection,
  { topic, partition }: PartitionName,
  { batch, timeoutMs }: { readonly batch: Uint8Array<ArrayBuffer>; readonly timeoutMs: number },
): Promise<number> {
  const body = new ByteWriter().string(null).int16(ALL_REPLICAS).int32(timeoutMs);
  body.int32(1).string(topic).int32(1).int32(partition).int32(batch.length);
  const answer = await connection.request({
    name: "Produce",
    key: 0,
    version: 7,
    body: body.bytes(),
    tail: batch,
    waitMs: timeoutMs,
  });
  const [error] = answer.array(() => {
    answer.string();
    return answer.array(() => {
      answer.int32();
      const code = answer.int16();
      for (let field = 0; field < 3; field++) answer.int64();
      return code;
    });
  }).flat();
  return error!;
}

/** Reads record batches from an offset on (Fetch, version 10: the first that gives zstd), committed ones only. */
export async function fetchBatches(
  connection: WireConnection,
  { topic, partition }: PartitionName,
  { offset, bytesMax, waitMs }: { offset: number; bytesMax: number; waitMs: number },
): Promise<FetchAnswer> {
  const body = new ByteWriter().int32(-1).int32(waitMs).int32(1).int32(bytesMax).int8(1);
  body.int32(0).int32(-1); // no session
  body.int32(1).string(topic).int32(1).int32(partition).int32(-1).int64(offset).int64(-1);
  body.int32(bytesMax).int32(0);
  const request = { name: "Fetch", key: 1, version: 10, body: body.bytes(), waitMs };
  const answer = await connection.request(request);
  answer.int32(); // throttle time
  const error = answer.int16();
  answer.int32(); // session
  const [found] = answer.array(() => {
    answer.string();
    return answer.array((): FetchAnswer => {
      answer.int32();
      const code = answer.int16();
      answer.int64(); // high watermark
      answer.int64(); // last stable offset
      answer.int64(); // log start
      const aborted = answer.array(() => ({
        producer: answer.raw(8).toHex(),
        from: answer.int64(),
      }));
      return { error: code, aborted, bytes: answer.nullableBytes() };
    });
  }).flat();
  return found !== undefined && error === 0
    ? found
    : { error, aborted: [], bytes: new Uint8Array() };
}

/** Offsets of some partitions of which the broker is the leader (ListOffsets, version 1). */
export async function listOffsets(
  connection: WireConnection,
  topic: string,
  { partitions, at }: { readonly partitions: readonly number[]; readonly at: "begin" | "end" },
): Promise<{ readonly partition: number; readonly error: number; readonly offset: number }[]> {
  const body = new ByteWriter().int32(-1).int32(1).string(topic);
  body.array(partitions, (partition) => body.int32(partition).int64(at === "begin" ? -2 : -1));
  const request = { name: "ListOffsets", key: 2, version: 1, body: body.bytes() };
  const answer = await connection.request(request);
  return answer.array(() => {
    answer.string();
    return answer.array(() => {
      const partition = answer.int32();
      const error = answer.int16();
      answer.int64(); // timestamp
      return { partition, error, offset: answer.int64() };
    });
  }).flat();
}

const ALL_REPLICAS = -1;
