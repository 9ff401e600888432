import { FileBytes } from "../../../runtime/file_bytes.ts";
import { readWal } from "../../../runtime/wal.ts";
import { type FoundRow, tableRows } from "./table_rows.ts";

/** The pages of a damaged file: every image of each in the WAL, newest first, then those of the main file. */
export class DamagedFile implements Disposable {
  readonly #pageBytes: number;
  readonly #main: FileBytes;
  readonly #wal: FileBytes;
  readonly #frames: readonly { page: number; offset: number }[];
  readonly #latest = new Map<number, number>();

  /** Reads the file at `path`, and its WAL, where they are; changes nothing. */
  constructor(path: string, pageBytes: number) {
    this.#pageBytes = pageBytes;
    this.#main = new FileBytes(path);
    this.#wal = new FileBytes(`${path}-wal`);
    this.#frames = readWal(this.#wal, pageBytes).frames;
    for (const { page, offset } of this.#frames) this.#latest.set(page, offset);
  }

  /** Every row of such a shape; the same row may come several times, newest first. */
  *rows(shape: string): Generator<FoundRow> {
    const shapes = new Set([shape]);
    const latest = (page: number) => this.#latestPage(page);
    const main = (page: number) => this.#mainPage(page);
    for (const { page, offset } of this.#frames.toReversed()) {
      const bytes = this.#wal.read(offset, this.#pageBytes);
      if (bytes === null) continue;
      for (const overflow of [latest, main]) yield* tableRows(bytes, { page, shapes, overflow });
    }
    const views = this.#frames.length > 0 ? [latest, main] : [main];
    for (let page = 1; page <= this.#main.size / this.#pageBytes; page++) {
      const bytes = this.#mainPage(page)!;
      for (const overflow of views) yield* tableRows(bytes, { page, shapes, overflow });
    }
  }

  /** Closes both. */
  [Symbol.dispose](): void {
    this.#main[Symbol.dispose]();
    this.#wal[Symbol.dispose]();
  }

  #latestPage(page: number): Uint8Array | null {
    const offset = this.#latest.get(page);
    return offset === undefined ? this.#mainPage(page) : this.#wal.read(offset, this.#pageBytes);
  }

  #mainPage(page: number): Uint8Array<ArrayBuffer> | null {
    return page < 1 ? null : this.#main.read((page - 1) * this.#pageBytes, this.#pageBytes);
  }
}
