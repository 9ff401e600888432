import { readFileId } from "../../../runtime/file_system.ts";
import { isCorrupt } from "../../../runtime/sqlite.ts";
import { type Attempt, cannot, damaged, toFileError } from "./file_error.ts";
import type { OpenFile } from "./open_shared_file.ts";

/** Watches over an open file: what others do to it, and what goes wrong with it. */
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
      throw toFileError(error, this.#attempt(action));
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
    const attempt = this.#attempt(action);
    const { damage } = this.#file.lock;
    if (damage !== null) throw new Error(damaged(attempt, damage));
    if (readFileId(attempt.path) === this.#fileId) return;
    throw new Error(
      `${cannot(attempt)}: somebody removed or replaced the file: start LogFlow anew`,
    );
  }

  #attempt(action: string): Attempt {
    return { action, what: this.#file.what, path: this.#file.db.path };
  }
}

/** Damage that others reported is looked for once in so many polls: every second. */
const POLLS_PER_CHECK = 100;
