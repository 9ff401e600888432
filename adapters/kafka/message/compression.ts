import zlib from "node:zlib";
import type { KafkaOptions } from "../options.ts";
import { unpackLz4 } from "./unpack_lz4.ts";
import { unpackSnappy } from "./unpack_snappy.ts";

/** How the records of a record batch are packed: its attributes' lowest three bits. */
export const COMPRESSIONS = ["none", "gzip", "snappy", "lz4", "zstd"] as const;

/** Packs records. */
export function compress(
  records: Uint8Array<ArrayBuffer>,
  compression: KafkaOptions["compression"],
): Uint8Array {
  if (compression === "none") return records;
  if (compression === "gzip") return zlib.gzipSync(records, { level: 1 });
  return zlib.zstdCompressSync(records, ZSTD_OPTIONS);
}

/** Unpacks records. Throws an Error that says what is wrong. */
export function decompress(packed: Uint8Array<ArrayBuffer>, code: number): Uint8Array<ArrayBuffer> {
  const name = COMPRESSIONS[code];
  const limit = { maxOutputLength: RECORDS_BYTES_MAX };
  if (name === "none") return packed;
  if (name === "gzip") return zlib.gunzipSync(packed, limit) as Uint8Array<ArrayBuffer>;
  if (name === "zstd") return zlib.zstdDecompressSync(packed, limit) as Uint8Array<ArrayBuffer>;
  if (name === "lz4") return unpackLz4(packed, RECORDS_BYTES_MAX);
  if (name === "snappy") return unpackSnappy(packed, RECORDS_BYTES_MAX);
  throw new RangeError(`it is packed in a way that is unknown (${code})`);
}

/** Level 1 is faster and, on logs, no worse. */
const ZSTD_OPTIONS = { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } };

/** A record batch that unpacks to more is not read. */
const RECORDS_BYTES_MAX = 128 * 1024 * 1024;
