/** Bounds of {@linkcode RotatingLog}. */
export interface RotatingLogBounds {
  /** A file that would become larger is put aside first. */
  readonly bytesMax: number;
  /** So many files are kept, the one that is written among them. */
  readonly filesMax: number;
}

/** 50 MiB of each word: days of trouble, years of calm. */
export const LOG_BOUNDS: RotatingLogBounds = { bytesMax: 10 * 1024 * 1024, filesMax: 5 };

/**
 * A file of lines that is put aside as `PATH.1` when it is full, `PATH.1` as `PATH.2`, and so on. For one writer.
 * Each line is in one file, whole, before `write` returns. What the disk does not take is dropped, and counted
 * in the next line that it takes: whoever is kept running goes on.
 */
export class RotatingLog implements Disposable {
  readonly #path: string;
  readonly #bounds: RotatingLogBounds;
  #file: Deno.FsFile | null = null;
  #bytes = 0;
  #dropped = 0;

  constructor(path: string, bounds: RotatingLogBounds = LOG_BOUNDS) {
    this.#path = path;
    this.#bounds = bounds;
  }

  /** Adds a line, its newline included. Never throws. */
  write(line: string): void {
    try {
      if (this.#dropped > 0) {
        this.#append(`logflow: ${this.#dropped} lines before this one could not be written\n`);
        this.#dropped = 0;
      }
      this.#append(line);
    } catch {
      this.#dropped++;
    }
  }

  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = null;
  }

  #append(line: string): void {
    const bytes = new TextEncoder().encode(line);
    if (this.#file === null) this.#open();
    if (this.#bytes > 0 && this.#bytes + bytes.length > this.#bounds.bytesMax) this.#rotate();
    try {
      for (let at = 0; at < bytes.length;) at += this.#file!.writeSync(bytes.subarray(at));
      this.#bytes += bytes.length;
    } catch (error) {
      this.#file!.truncateSync(this.#bytes); // A full disk took a part of it.
      throw error;
    }
  }

  #open(): void {
    this.#file = Deno.openSync(this.#path, { append: true, create: true });
    this.#bytes = this.#file.statSync().size;
  }

  #rotate(): void {
    this[Symbol.dispose]();
    for (let i = this.#bounds.filesMax - 1; i > 0; i--) {
      const from = i === 1 ? this.#path : `${this.#path}.${i - 1}`;
      try {
        Deno.renameSync(from, `${this.#path}.${i}`);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
    this.#open();
  }
}
