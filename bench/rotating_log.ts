import type { AppendedFile } from "./append_lines.ts";
import { writeAll } from "./corpus.ts";

/** A log that a program keeps small. */
export interface RotatingLogOptions {
  /** Its newest file, in a folder of its own. */
  readonly path: string;
  /** From this size on, the next lines go into a new file. */
  readonly fileBytes: number;
  /** Files that are kept beside the newest. */
  readonly filesKept: number;
  /** Resolves once so many lines, from the first on, may be removed. */
  readonly release: (lines: number) => Promise<void>;
}

/**
 * Rotates as programs do: renames its file, makes a new one, and removes the oldest; but that only once its
 * lines were released, and until then it takes no more. So it never needs more than `filesKept + 1` files of
 * disk, but for the last lines of each.
 */
export class RotatingLog implements AppendedFile, Disposable {
  /** How often it did. */
  rotations = 0;
  /** The largest size of all its files together. */
  bytesPeak = 0;
  /** How long it could take no lines because the oldest were not released. */
  heldMs = 0;
  readonly #options: RotatingLogOptions;
  readonly #kept: KeptFile[] = [];
  #file: Deno.FsFile;
  #bytes = 0;
  #lines = 0;

  /** Makes the file. */
  constructor(options: RotatingLogOptions) {
    this.#options = options;
    this.#file = create(options.path);
  }

  /** Appends whole lines, `count` of them. */
  async append(bytes: Uint8Array, count: number): Promise<void> {
    if (this.#bytes >= this.#options.fileBytes) await this.#rotate();
    this.#bytes += writeAll(this.#file, bytes);
    this.#lines += count;
    const all = this.#kept.reduce((sum, file) => sum + file.bytes, this.#bytes);
    this.bytesPeak = Math.max(this.bytesPeak, all);
  }

  /** Closes the newest file; all stay. */
  [Symbol.dispose](): void {
    this.#file.close();
  }

  async #rotate(): Promise<void> {
    const { path, filesKept } = this.#options;
    while (this.#kept.length >= filesKept) await this.#removeOldest();
    this.rotations++;
    const kept = `${path}.${this.rotations}`;
    Deno.renameSync(path, kept);
    this.#kept.push({ path: kept, bytes: this.#bytes, endLines: this.#lines });
    this.#file.close();
    this.#file = create(path);
    this.#bytes = 0;
  }

  async #removeOldest(): Promise<void> {
    const oldest = this.#kept.shift()!;
    const startMs = performance.now();
    await this.#options.release(oldest.endLines);
    this.heldMs += performance.now() - startMs;
    Deno.removeSync(oldest.path);
  }
}

interface KeptFile {
  readonly path: string;
  readonly bytes: number;
  /** Lines of the log up to its end. */
  readonly endLines: number;
}

function create(path: string): Deno.FsFile {
  return Deno.openSync(path, { append: true, createNew: true });
}
