import { createHash } from "node:crypto";
import { wait } from "./wait.ts";

/**
 * SHA-256 of many bytes as hex, piece by piece: `crypto.subtle` would copy all of them. Lets other work go on
 * in between; rejects with the signal's reason once it fires.
 */
export async function digestOf(bytes: Uint8Array, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    hash.update(bytes.subarray(at, at + PIECE_BYTES));
    await wait(0, signal);
  }
  return hash.digest("hex");
}

/** SHA-256 of a short text as hex. */
export function digestOfText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Some 10 ms of work. */
const PIECE_BYTES = 4 * 1024 * 1024;
