/** A file to read from anywhere; one that is absent reads as empty. */
export class FileBytes implements Disposable {
  /** Bytes in the file when it was opened. */
  readonly size: number;
  readonly #file: Deno.FsFile | null;

  /** Opens `path` for reading. */
  constructor(path: string) {
    this.#file = openIfThere(path);
    this.size = this.#file?.statSync().size ?? 0;
  }

  /** `length` bytes from `offset` on, in a buffer of their own; null where the file has not that many. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> | null {
    if (this.#file === null || offset + length > this.size) return null;
    const bytes = new Uint8Array(length);
    this.#file.seekSync(offset, Deno.SeekMode.Start);
    for (let at = 0; at < length;) {
      const count = this.#file.readSync(bytes.subarray(at));
      if (count === null) return null;
      at += count;
    }
    return bytes;
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file?.close();
  }
}

function openIfThere(path: string): Deno.FsFile | null {
  try {
    return Deno.openSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
