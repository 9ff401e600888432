import { UnavailableError } from "../core/errors.ts";
import { denoFileSystem } from "./file_system.ts";

/** What to put aside, and how to save what can be read. */
export interface PutAsideOptions<T> {
  /** The damaged database file; nobody may have it open. */
  readonly path: string;
  /** Epoch milliseconds, to name the folder. */
  readonly nowMs: number;
  /**
   * Makes a new database at `into` from what can be read at `path`, and closes both. `scratch` names a folder
   * that it may make and remove; a crash leaves nothing of it.
   */
  readonly salvage: (into: string, scratch: string) => T;
}

/** What became of a damaged file. */
export interface PutAside<T> {
  /** The folder that holds the damaged file under its own names. */
  readonly folder: string;
  /** What `salvage` gave. */
  readonly salvaged: T;
}

/**
 * Moves a damaged database file with its WAL to `<path>.corrupt/<time>/` and puts a new one with all that
 * can be read in its place. A crash at any point is made good by {@linkcode finishPutAside}: the new file
 * is complete before the old one is touched, and is the last to be moved.
 */
export function putAside<T>({ path, nowMs, salvage }: PutAsideOptions<T>): PutAside<T> {
  const folder = makeFolder(`${path}.corrupt`, new Date(nowMs).toISOString().replaceAll(":", "-"));
  const salvaged = salvageWhole(folder, salvage);
  Deno.renameSync(`${folder}/${UNFINISHED}`, `${folder}/${FINISHED}`);
  finishPutAside(path);
  return { folder, salvaged };
}

/** Finishes what a crash interrupted; to be called before the file is opened, by whoever has it alone. */
export function finishPutAside(path: string): void {
  for (const folder of listFolders(`${path}.corrupt`)) {
    for (const suffix of SUFFIXES) removeIfThere(`${folder}/${UNFINISHED}${suffix}`);
    removeIfThere(`${folder}/${SCRATCH}`);
    if (!exists(`${folder}/${FINISHED}`)) continue;
    const name = path.slice(path.lastIndexOf("/") + 1);
    for (const suffix of SUFFIXES) {
      if (exists(path + suffix)) Deno.renameSync(path + suffix, `${folder}/${name}${suffix}`);
    }
    Deno.renameSync(`${folder}/${FINISHED}`, path);
  }
}

function makeFolder(parent: string, name: string): string {
  Deno.mkdirSync(parent, { recursive: true });
  for (let i = 1;; i++) {
    const folder = `${parent}/${name}${i === 1 ? "" : `-${i}`}`;
    try {
      Deno.mkdirSync(folder);
      return folder;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

/** Leaves nothing where it fails, so that many tries do not fill the disk. */
function salvageWhole<T>(folder: string, salvage: PutAsideOptions<T>["salvage"]): T {
  const into = `${folder}/${UNFINISHED}`;
  try {
    const salvaged = salvage(into, `${folder}/${SCRATCH}`);
    // SQLite says nothing when it closes a file and cannot write its WAL back.
    if (!exists(`${into}-wal`)) return salvaged;
    throw new UnavailableError(`Cannot finish "${into}": its WAL was not written back into it`);
  } catch (error) {
    Deno.removeSync(folder, { recursive: true });
    throw error;
  }
}

function listFolders(parent: string): string[] {
  const names = denoFileSystem.list(parent) ?? [];
  return names.map((name) => `${parent}/${name}`)
    .filter((path) => denoFileSystem.lstat(path)?.kind === "folder");
}

function exists(path: string): boolean {
  return denoFileSystem.stat(path) !== null;
}

function removeIfThere(path: string): void {
  if (exists(path)) Deno.removeSync(path, { recursive: true });
}

/** The WAL goes first: a new main file must never stand beside an old WAL. */
const SUFFIXES = ["-wal", "-shm", ""];

const UNFINISHED = "next.part";

const SCRATCH = "scratch";

const FINISHED = "next.db";
