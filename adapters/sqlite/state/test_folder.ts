import type { StateStore } from "../../../ports/state_store.ts";
import { openSqliteStateStore } from "../state_store.ts";
import type { SqliteStateOptions } from "./open_file.ts";

/** A folder with a `state.db`, for one test. */
export class TestFolder implements AsyncDisposable {
  /** Of `state.db`. */
  readonly path: string;
  /** What the store said. */
  readonly messages: string[] = [];
  readonly #folder = Deno.makeTempDirSync();

  constructor() {
    this.path = `${this.#folder}/state.db`;
  }

  /** Opens the store. */
  open(options: Partial<SqliteStateOptions> = {}): Promise<StateStore> {
    const log = (message: string) => this.messages.push(message);
    return openSqliteStateStore({ path: this.path, log, ...options });
  }

  /** Overwrites bytes of a file. */
  overwrite(offset: number, bytes: Uint8Array, suffix = ""): void {
    using file = Deno.openSync(this.path + suffix, { write: true });
    file.seekSync(offset, Deno.SeekMode.Start);
    file.writeSync(bytes);
  }

  /** Copies the files as they are now, as after a power cut, into a folder of their own. */
  snapshot(): TestFolder {
    const copy = new TestFolder();
    for (const suffix of ["", "-wal", ".lock"]) {
      Deno.copyFileSync(this.path + suffix, copy.path + suffix);
    }
    return copy;
  }

  /** Names of the files in the folder, sorted. */
  files(under = ""): string[] {
    return [...Deno.readDirSync(this.#folder + under)].map(({ name }) => name).sort();
  }

  /** Removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}
