import { sha256 } from "./sha256.ts";
import { wait } from "./wait.ts";

/**
 * What tells many bytes from others, as hex: SHA-256 of the SHA-256s of pieces of 4 MiB, as `crypto.subtle` copies what
 * it is given. Rejects with the signal's reason once it fires.
 */
export async function digestOf(
  bytes: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<string> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    pieces.push(await sha256(bytes.subarray(at, at + PIECE_BYTES)));
    await wait(0, signal); // Others have their turn.
  }
  signal.throwIfAborted();
  return (await sha256(new Uint8Array(await new Blob(pieces).arrayBuffer()))).toHex();
}

const PIECE_BYTES = 4 * 1024 * 1024;
