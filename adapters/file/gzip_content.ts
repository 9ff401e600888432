import { pipeline, Readable } from "node:stream";
import { constants, createGunzip } from "node:zlib";
import type { OpenFile } from "../../runtime/file_system.ts";
import type { Content } from "./content.ts";

/**
 * The decompressed bytes of a gzip file. Made for reading forwards: it remembers the first
 * {@linkcode FIRST_BYTES} and the last {@linkcode BACK_BYTES} bytes; going back further decompresses from the beginning.
 * A file that is cut off (or still being written) ends where it is cut off; a damaged one throws there.
 */
export function gzipContent(file: OpenFile): Content {
  return new GzipContent(file);
}

class GzipContent implements Content {
  readonly #file: OpenFile;
  #chunks: AsyncIterator<Uint8Array> | null = null;
  #first = new Uint8Array(0);
  /** Bytes [base, base + back.length) of the content. */
  #back = new Uint8Array(0);
  #base = 0;

  constructor(file: OpenFile) {
    this.#file = file;
  }

  async read(buffer: Uint8Array, position: number): Promise<number> {
    if (position + buffer.length <= this.#first.length) {
      buffer.set(this.#first.subarray(position, position + buffer.length));
      return buffer.length;
    }
    if (position < this.#base || this.#chunks === null) this.#rewind();
    const end = position + buffer.length;
    while (this.#base + this.#back.length < end && await this.#pull(position)) { /* goes on */ }
    const from = position - this.#base;
    const found = this.#back.subarray(from, from + buffer.length);
    buffer.set(found);
    return found.length;
  }

  [Symbol.dispose](): void {
    this.#stop();
    this.#file[Symbol.dispose]();
  }

  #rewind(): void {
    this.#stop();
    const source = Readable.from(compressed(this.#file), { highWaterMark: 1 });
    const gunzip = createGunzip({
      chunkSize: CHUNK_BYTES,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    pipeline(source, gunzip, () => {});
    this.#chunks = gunzip[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    this.#base = 0;
    this.#back = new Uint8Array(0);
  }

  #stop(): void {
    this.#chunks?.return?.()?.catch(() => {});
    this.#chunks = null;
  }

  /** Takes one more chunk in, keeping what lies at `position` or after, and some bytes before. */
  async #pull(position: number): Promise<boolean> {
    const { done, value } = await this.#chunks!.next();
    if (done) return false;
    const keepFrom = Math.min(
      this.#base + this.#back.length,
      Math.max(this.#base, position - BACK_BYTES),
    );
    const kept = this.#back.subarray(keepFrom - this.#base);
    const joined = new Uint8Array(kept.length + value.length);
    joined.set(kept);
    joined.set(value, kept.length);
    if (keepFrom === 0 && this.#first.length < FIRST_BYTES) {
      this.#first = joined.slice(0, FIRST_BYTES);
    }
    this.#base = keepFrom;
    this.#back = joined;
    return true;
  }
}

function* compressed(file: OpenFile): Iterable<Uint8Array> {
  for (let position = 0;;) {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const got = file.read(chunk, position);
    if (got === 0) return;
    position += got;
    yield chunk.subarray(0, got);
  }
}

const CHUNK_BYTES = 64 * 1024;
const FIRST_BYTES = 1024;
const BACK_BYTES = 64 * 1024;
