import type { FileStat } from "../../runtime/file_system.ts";
import { statKey } from "./slot.ts";
import { inodeKey } from "./tracked_file.ts";

/** Files of which nothing could be decided yet, by inode: they may be renamed meanwhile. At most 100,000. */
export class Settling {
  readonly #found = new Map<string, string>();

  /** Whether the file was just the same when nothing was decided the last time. */
  has(stat: FileStat): boolean {
    return this.#found.get(inodeKey(stat)) === statKey(stat);
  }

  /** What was found, and whether it is still unsettled. */
  note(stat: FileStat, unsettled: boolean): void {
    const inode = inodeKey(stat);
    if (!unsettled) this.#found.delete(inode);
    else if (this.#found.has(inode) || this.#found.size < FOUND_MAX) {
      this.#found.set(inode, statKey(stat));
    }
  }
}

const FOUND_MAX = 100_000;
