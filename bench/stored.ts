import { readMeta } from "../adapters/blocks/schema.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { type Database, openDatabase } from "../runtime/sqlite.ts";

/** Counts what a store holds without asking its `api`, which may be busy. */
export class StoredCount implements Disposable {
  readonly #database: Database;

  /** The store is there already. */
  constructor(dataDir: string) {
    this.#database = openDatabase({ path: toDataFiles(dataDir).logs, readOnly: true });
  }

  /** Events ever stored; readers see them within 20 ms. */
  read(): number {
    return readMeta(this.#database).stored;
  }

  /** Resolves once at least so many are stored. Rejects after `seconds`. */
  async reach(wanted: number, seconds = 1800): Promise<void> {
    const endMs = performance.now() + seconds * 1000;
    while (this.read() < wanted) {
      if (performance.now() > endMs) {
        throw new Error(`Gave up after ${seconds} s: ${this.read()} of ${wanted} lines are stored`);
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#database[Symbol.dispose]();
  }
}

const EVERY_MS = 10;
