import type { FileStat } from "../../runtime/file_system.ts";
import type { TrackedFile } from "./tracked_file.ts";

/** A path that is watched, and the file that was found there last. */
export interface Slot {
  /** As it was discovered. */
  readonly path: string;
  /** Null: nothing, or nothing that is read. */
  file: TrackedFile | null;
  /** Whether discovery still names it; others are only followed until their file leaves. */
  listed: boolean;
  /** When it was looked at last, epoch milliseconds. */
  lookedMs: number;
  /** Looked at from this time on, epoch milliseconds. */
  dueMs: number;
  /** {@linkcode statKey} of what was found there and is not read. */
  refused: string;
  /** {@linkcode statKey} of what was there when it was last identified. */
  unsettled: string;
  /** What was found there is a copy of this file, which is still `here`. */
  copyOf: TrackedFile | null;
  /** That file's fingerprint when this was found out; "" = it had none, so it is to be found out again. */
  copyHead: string;
  /** Failures to look at it in a row. */
  failures: number;
  /** When looking at it failed the last time, epoch milliseconds; 0 = never. */
  failedMs: number;
}

/** A slot that was not looked at yet. */
export function newSlot(path: string, listed: boolean): Slot {
  const nothing = { file: null, refused: "", unsettled: "", copyOf: null, copyHead: "" };
  return { path, listed, dueMs: 0, lookedMs: 0, failures: 0, failedMs: 0, ...nothing };
}

/** Something in a slot that was not there before. */
export interface Appearance {
  /** Where. */
  readonly slot: Slot;
  /** What is there. */
  readonly stat: FileStat;
}

/** Changes whenever the file or its content does. */
export function statKey({ device, inode, bornMs, size, modifiedMs }: FileStat): string {
  return `${device}:${inode}:${bornMs}:${size}:${modifiedMs}`;
}
