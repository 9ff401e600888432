import { UnavailableError } from "../../core/errors.ts";
import { denoFileSystem, type FileSystem } from "../../runtime/file_system.ts";

/** Where operations can fail: the log files, a database, or the way back of an answer that was a success. */
export type Place = "log files" | "ship.db" | "bus.db" | "logs.db" | "answers";

/** Which operations fail. */
export interface FaultOptions {
  /** The first that fails, counted from 1 over all places. */
  readonly at: number;
  /** 0: only that one; else also the others of its disk for so long, milliseconds. */
  readonly lastingMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Counts operations and makes some of them fail. */
export class FaultPlan {
  /** How many operations there were. */
  operations = 0;
  /** Which was the first that failed, for messages; null = none yet. */
  failed: string | null = null;
  readonly #options: FaultOptions;
  #disk: string | null = null;
  #untilMs = 0;
  #over = false;

  /** Nothing fails before operation `at`. */
  constructor(options: FaultOptions) {
    this.#options = options;
  }

  /** To be called before each operation at `place` (after each answer); throws where it is to fail. */
  hit(place: Place, operation: string): void {
    if (this.#over) return;
    const { at, lastingMs, now } = this.#options;
    if (++this.operations === at) {
      this.failed = `${operation} of ${place}`;
      this.#disk = diskOf(place);
      this.#untilMs = now() + lastingMs;
    } else if (this.#disk !== diskOf(place) || now() >= this.#untilMs) return;
    throw toError(place, { operation, full: lastingMs > 0 });
  }

  /** From here on all goes well, and nothing is counted. */
  end(): void {
    this.#over = true;
  }
}

/** The real file system, whose calls may fail. */
export function faultyFiles(plan: FaultPlan): FileSystem {
  const hit = (operation: string) => plan.hit("log files", operation);
  return {
    open(path) {
      hit("open");
      const file = denoFileSystem.open(path);
      return file && {
        stat() {
          hit("fstat");
          return file.stat();
        },
        read(buffer, position) {
          hit("read");
          return file.read(buffer, position);
        },
        [Symbol.dispose]: () => file[Symbol.dispose](),
      };
    },
    stat(path) {
      hit("stat");
      return denoFileSystem.stat(path);
    },
    lstat(path) {
      hit("lstat");
      return denoFileSystem.lstat(path);
    },
    realPath(path) {
      hit("realpath");
      return denoFileSystem.realPath(path);
    },
    list(path) {
      hit("readdir");
      return denoFileSystem.list(path);
    },
  };
}

/** The databases share a data directory, and so a disk. */
function diskOf(place: Place): string {
  return place.endsWith(".db") ? "data" : place;
}

/** In the words of whoever would say it; a disk that stays bad is full. */
function toError(
  place: Place,
  { operation, full }: { readonly operation: string; readonly full: boolean },
): Error {
  if (place === "answers") return new UnavailableError(`Cannot ${operation}: the answer is lost`);
  if (place.endsWith(".db")) return new Error(full ? "database or disk is full" : "disk I/O error");
  return Object.assign(new Error(`EIO: i/o error, ${operation}`), { code: "EIO" });
}
