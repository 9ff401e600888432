import type { OpenFile } from "../../runtime/file_system.ts";
import type { Content } from "./content.ts";

/** The bytes of an open file as they are, read in steps of {@linkcode READ_BYTES}. */
export function plainContent(file: OpenFile): Content {
  return {
    read: (buffer, position) => readFully(file, buffer, position),
    [Symbol.dispose]: () => file[Symbol.dispose](),
  };
}

function readFully(file: OpenFile, buffer: Uint8Array, position: number): number {
  let filled = 0;
  while (filled < buffer.length) {
    const step = buffer.subarray(filled, Math.min(buffer.length, filled + READ_BYTES));
    const got = file.read(step, position + filled);
    filled += got;
    if (got < step.length) break;
  }
  return filled;
}

/** Small enough to stay in the processor's cache: larger steps are slower. */
export const READ_BYTES = 64 * 1024;
