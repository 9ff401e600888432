import { openLockFile, readText, writeText } from "../../../runtime/lock.ts";

/**
 * `X.db.lock`: everyone who has the file open holds it shared; who mends the file holds it alone. Its
 * text says how the file was left.
 */
export class SharedFileLock implements Disposable {
  readonly #file: Deno.FsFile;
  #open = true;

  /** Opens (and makes) the lock file. */
  constructor(path: string) {
    this.#file = openLockFile(path);
  }

  /** Takes or turns the lock into one that nobody else has; false (then it is not held) where others have it. */
  tryAlone(): boolean {
    return this.#file.tryLockSync(true);
  }

  /** Takes or turns the lock into one that others may have too; false while somebody has it alone. */
  tryShared(): boolean {
    return this.#file.tryLockSync(false);
  }

  /** Lets go. */
  unlock(): void {
    this.#file.unlockSync();
  }

  /** Why the file is to be mended; null where nobody said so. */
  get damage(): string | null {
    if (this.#file.statSync().size <= LEFT_OPEN.length) return null;
    return readText(this.#file);
  }

  /** Whether whoever had the file last did not close it. */
  get leftOpen(): boolean {
    return this.#file.statSync().size > 0;
  }

  /** Tells every other holder that the file is damaged and must be opened anew to be mended. */
  markDamaged(reason: string): void {
    if (this.#open) writeText(this.#file, `damaged: ${reason}`);
  }

  /** Says that the file is in use. */
  markOpen(): void {
    writeText(this.#file, LEFT_OPEN);
  }

  /** Says, where nobody else has the file, that all was closed; to be called after the last write. */
  markClosed(): void {
    if (this.#open && this.tryAlone() && this.damage === null) this.#file.truncateSync(0);
  }

  /** Lets go for good. */
  [Symbol.dispose](): void {
    if (this.#open) this.#file.close();
    this.#open = false;
  }
}

const LEFT_OPEN = "open";
