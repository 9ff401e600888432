import { crc32 } from "node:zlib";
import type { RawBatch } from "../../core/raw_batch.ts";
import { decodeRawBatchHead } from "../../core/raw_batch_codec.ts";
import type { Intent } from "./checkpoint.ts";
import { readRange } from "./content.ts";
import type { Handles } from "./handles.ts";
import type { TrackedFile } from "./tracked_file.ts";

/**
 * Makes the batch of an intent again, byte for byte. `changed`: its bytes are no longer what they were;
 * `later`: they can't be reached now. Throws the system's errors.
 */
export async function replay(
  intent: Intent & { readonly head: Uint8Array<ArrayBuffer> },
  file: TrackedFile,
  handles: Handles,
): Promise<RawBatch | "changed" | "later"> {
  const text = intent.text ?? await readText(intent, file, handles);
  if (text === null) return "later";
  if (text.length !== intent.length || crc32(text) !== intent.crc) return "changed";
  return decodeRawBatchHead(intent.head.slice(), text);
}

async function readText(
  { start, length }: Intent,
  file: TrackedFile,
  handles: Handles,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const handle = handles.get(file);
  return handle === null ? null : await readRange(handle.content, start, start + length);
}
