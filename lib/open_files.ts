import { openFileSource } from "../adapters/file/source.ts";
import { detectFormat } from "../core/parse/detect.ts";
import type { Format } from "../core/raw_batch.ts";
import type { Source } from "../ports/source.ts";
import { denoFileSystem } from "../runtime/file_system.ts";

/** Which files, and what their lines have in common. */
export interface FilesOptions {
  /** Files, folders and globs. A file also means what it is renamed to when it is rotated. */
  readonly paths: readonly string[];
  /** Where is kept how far they are read: a file in a folder that is there, of this source alone. */
  readonly checkpointPath: string;
  /** The machine's name, for lines that name none. Default `localhost`. */
  readonly hostname?: string;
  /** Of lines that name none; from each file's name unless given. */
  readonly service?: string;
  /** IANA name, for times without an offset. Default UTC. */
  readonly timeZone?: string;
  /** How lines are written; found out for each file unless given. */
  readonly format?: Format;
  /** Where the files begin that are there at the very first start; later ones begin at their beginning. Default `beginning`. */
  readonly from?: "beginning" | "end";
  /** Told, once each, what somebody should know of. */
  readonly log?: (message: string) => void;
}

/** Opens files as a source, and the checkpoint, which is made where there is none. Needs Deno, and its right to read and write there. */
export function openFiles(options: FilesOptions): Promise<Source> {
  return openFileSource({
    paths: options.paths,
    checkpointPath: options.checkpointPath,
    hostname: options.hostname ?? "localhost",
    service: options.service ?? null,
    timeZone: options.timeZone ?? "UTC",
    format: options.format ?? null,
    from: options.from ?? "beginning",
    detect: detectFormat,
    files: denoFileSystem,
    now: Date.now,
    random: (bytes) => crypto.getRandomValues(bytes),
    log: options.log ?? (() => {}),
  });
}
