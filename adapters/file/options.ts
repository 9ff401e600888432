import type { Format } from "../../core/raw_batch.ts";
import type { FileSystem } from "../../runtime/file_system.ts";

/** What a file source reads and how. */
export interface FileSourceOptions {
  /** Files, folders and globs. A file also means what it is renamed to when it is rotated. */
  readonly paths: readonly string[];
  /** Path of `ship.db`; its folder exists. */
  readonly checkpointPath: string;
  /** The `hostname` of the events. */
  readonly hostname: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Null = found out for each file. */
  readonly format: Format | null;
  /** Finds out how some lines are written (`detectFormat` of core/parse). */
  readonly detect: (lines: string[]) => Format;
  /** Null = from each file's name. */
  readonly service: string | null;
  /** Where the files begin that are there at the very first start; later ones begin at their beginning. */
  readonly from: "beginning" | "end";
  /** Where the log files are (`denoFileSystem`). */
  readonly files: FileSystem;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Fills and returns the array (`crypto.getRandomValues`). */
  readonly random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array;
  /** Gets each message for people once. */
  readonly log: (message: string) => void;
  /** How often a file that changes is looked at; 100. */
  readonly pollMs?: number;
  /** How long a last line without its end is waited for; 5000. */
  readonly partialMs?: number;
  /** How long lines that could continue the last event are waited for; 250. */
  readonly joinMs?: number;
  /** As in `DatabaseOptions.fault`, for tests. */
  readonly fault?: (operation: string) => void;
}
