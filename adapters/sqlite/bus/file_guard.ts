import { readFileId } from "../../../runtime/file_system.ts";
import { isCorrupt } from "../../../runtime/sqlite.ts";
import { damaged, toBusError } from "./bus_error.ts";
import type { OpenFile } from "./open_file.ts";

/** Watches over an open bus file: what others do to it, and what goes wrong with it. */
export class FileGuard {
  readonly #file: OpenFile;
  readonly #fileId: string | null;
  #version: number | null = null;
  #polls = 0;

  /** Remembers which file is at the path now. */
  constructor(file: OpenFile) {
    this.#file = file;
    this.#fileId = readFileId(file.db.path);
  }

  /**
   * Runs `work` on the file. Throws `UnavailableError` where it may go well later, and an Error where
   * only opening the file anew helps: it is damaged (then everyone who has it open is told), or gone.
   */
  run<T>(action: string, work: () => T): T {
    this.#assertUsable(action);
    try {
      return work();
    } catch (error) {
      if (isCorrupt(error)) this.#file.lock.markDamaged((error as Error).message);
      throw toBusError(error, { action, path: this.#file.db.path });
    }
  }

  /** Whether another process changed the file since the last call, or something is wrong with it. */
  changed(): boolean {
    if (this.#polls++ % POLLS_PER_CHECK === 0) this.#assertUsable("read");
    const { data_version: version } = this.#file.db.statement("PRAGMA data_version")
      .get<{ data_version: number }>()!;
    const changed = version !== this.#version;
    this.#version = version;
    return changed;
  }

  #assertUsable(action: string): void {
    const { path } = this.#file.db;
    const { damage } = this.#file.lock;
    if (damage !== null) throw new Error(damaged({ action, path }, damage));
    if (readFileId(path) === this.#fileId) return;
    throw new Error(
      `Cannot ${action} bus "${path}": somebody removed or replaced the file: start LogFlow anew`,
    );
  }
}

/** Damage that others reported is looked for once in so many polls: every second. */
const POLLS_PER_CHECK = 100;
