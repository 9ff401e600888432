import { denoFileSystem, type FileSystem, type OpenFile } from "../../runtime/file_system.ts";

/** Something that happens before a call of the file system. */
export interface Interrupt {
  /** So many calls go before, counted from the interrupt before this one. */
  readonly call: number;
  /** What happens; it calls the real file system. */
  readonly work: () => void;
}

/** The real file system for a reader, between whose calls others may do something. */
export class InterruptedFileSystem {
  #pending: readonly Interrupt[] = [];
  #calls = 0;

  /** What happens from now on, in this order; replaces what did not happen yet. */
  arm(interrupts: readonly Interrupt[]): void {
    this.#pending = interrupts;
    this.#calls = 0;
  }

  /** For the reader. */
  readonly files: FileSystem = {
    open: (path) => {
      this.#tick();
      const file = denoFileSystem.open(path);
      return file && this.#toOpenFile(file);
    },
    stat: (path) => this.#tick() ?? denoFileSystem.stat(path),
    lstat: (path) => this.#tick() ?? denoFileSystem.lstat(path),
    realPath: (path) => this.#tick() ?? denoFileSystem.realPath(path),
    list: (path) => this.#tick() ?? denoFileSystem.list(path),
  };

  #toOpenFile(file: OpenFile): OpenFile {
    return {
      stat: () => this.#tick() ?? file.stat(),
      read: (buffer, position) => this.#tick() ?? file.read(buffer, position),
      [Symbol.dispose]: () => file[Symbol.dispose](),
    };
  }

  #tick(): undefined {
    for (let next; (next = this.#pending[0]) && this.#calls >= next.call;) {
      this.#pending = this.#pending.slice(1);
      this.#calls = 0;
      next.work();
    }
    this.#calls++;
  }
}
