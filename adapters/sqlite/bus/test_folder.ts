import type { Bus } from "../../../ports/bus.ts";
import { openDatabase } from "../../../runtime/sqlite.ts";
import { openSqliteBus, type SqliteBusOptions } from "../bus.ts";

/** A folder with a `bus.db`, for one test. */
export class TestFolder implements AsyncDisposable {
  /** Of `bus.db`. */
  readonly path: string;
  /** What the bus said. */
  readonly messages: string[] = [];
  readonly #folder = Deno.makeTempDirSync();

  constructor() {
    this.path = `${this.#folder}/bus.db`;
  }

  /** Opens the bus; another process's changes are only looked for every minute. */
  open(options: Partial<SqliteBusOptions> = {}): Promise<Bus> {
    const log = (message: string) => this.messages.push(message);
    return openSqliteBus({ path: this.path, bytesMax: 1e9, pollMs: 60_000, log, ...options });
  }

  /** Changes the file behind the bus's back. */
  execute(sql: string): void {
    using db = openDatabase({ path: this.path });
    db.exec(sql);
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
