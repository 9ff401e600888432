import type { FileSystem, OpenFile } from "../../runtime/file_system.ts";
import type { Content } from "./content.ts";
import { gzipContent } from "./gzip_content.ts";
import { plainContent } from "./plain_content.ts";
import type { TrackedFile } from "./tracked_file.ts";

/** An open tracked file. */
export interface Handle {
  /** For its size, wherever its name went. */
  readonly open: OpenFile;
  /** For its bytes. */
  readonly content: Content;
}

/**
 * Open files, at most {@linkcode HANDLES_MAX}: the one used longest ago is closed first, but as long as
 * there are others none whose name is gone, since it could not be opened again.
 */
export class Handles implements Disposable {
  readonly #files: FileSystem;
  readonly #open = new Map<TrackedFile, Handle>();

  /** Opens nothing yet. */
  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** The open file; opens it where it is `here`. Null when it can't be had under its path (any more). */
  get(file: TrackedFile): Handle | null {
    const known = this.#open.get(file);
    if (known !== undefined) {
      this.#open.delete(file);
      this.#open.set(file, known);
      return known;
    }
    if (file.state !== "here") return null;
    const open = this.#files.open(file.path);
    if (open === null) return null;
    if (!isRight(open, file)) {
      open[Symbol.dispose]();
      return null;
    }
    return this.put(file, open);
  }

  /** Takes over a file that was just opened and is known to be this one. */
  put(file: TrackedFile, open: OpenFile): Handle {
    this.close(file);
    const handle = { open, content: file.gzip ? gzipContent(open) : plainContent(open) };
    this.#open.set(file, handle);
    if (this.#open.size > HANDLES_MAX) this.#evict(file);
    return handle;
  }

  /** Whether it is open. */
  has(file: TrackedFile): boolean {
    return this.#open.has(file);
  }

  /** Closes it, if it is open. */
  close(file: TrackedFile): void {
    const handle = this.#open.get(file);
    if (handle === undefined) return;
    this.#open.delete(file);
    handle.content[Symbol.dispose]();
  }

  /** Closes all. */
  [Symbol.dispose](): void {
    for (const file of [...this.#open.keys()]) this.close(file);
  }

  #evict(except: TrackedFile): void {
    let oldest: TrackedFile | null = null;
    for (const file of this.#open.keys()) {
      if (file === except) continue;
      oldest ??= file;
      if (file.state === "here") return this.close(file);
    }
    if (oldest !== null) this.close(oldest);
  }
}

/** Also closes the gap between looking at a path and opening it. */
function isRight(open: OpenFile, file: TrackedFile): boolean {
  const stat = open.stat();
  return stat.kind === "file" && file.isAt(stat);
}

const HANDLES_MAX = 256;
