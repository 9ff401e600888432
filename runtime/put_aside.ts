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
  const folder = makeFolder(path, nowMs);
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
    moveInto(folder, path);
    Deno.renameSync(`${folder}/${FINISHED}`, path);
  }
}

/** Where somebody may have removed a database file. */
export interface OrphanOptions {
  /** Of the database; the process may write beside it. */
  readonly path: string;
  /** Epoch milliseconds, to name the folder. */
  readonly nowMs: number;
  /** Told, in a sentence, what was found and where it is. */
  readonly log: (message: string) => void;
}

/**
 * Moves a `-wal` and `-shm` without their database file to `<path>.corrupt/<time>/`; to be called by whoever
 * is to make that file. Those who still have the removed one open share its `-shm`: a new file beside that
 * could neither be written nor read. Several may call it at once.
 */
export function putOrphansAside({ path, nowMs, log }: OrphanOptions): void {
  if (!hasOrphans(path)) return;
  const parent = `${path}.corrupt`;
  Deno.mkdirSync(parent, { recursive: true });
  using alone = Deno.openSync(parent);
  alone.lockSync(true);
  if (!hasOrphans(path)) return; // Another process was faster, and what is there now belongs to its file.
  const folder = makeFolder(path, nowMs);
  moveInto(folder, path);
  Deno.openSync(path, { create: true, write: true, mode: 0o644 }).close();
  log(
    `Cannot find "${path}", only its -wal or -shm: somebody removed it; they are put aside in ` +
      `"${folder}", and a new one is begun`,
  );
}

function hasOrphans(path: string): boolean {
  return !exists(path) && SUFFIXES.some((suffix) => exists(path + suffix));
}

function moveInto(folder: string, path: string): void {
  const name = path.slice(path.lastIndexOf("/") + 1);
  for (const suffix of SUFFIXES) {
    if (exists(path + suffix)) Deno.renameSync(path + suffix, `${folder}/${name}${suffix}`);
  }
}

/** Copies the WAL of a database to `<path>.corrupt/<time>/`, which it gives; null where the disk has no room. */
export function copyWalAside(path: string, nowMs: number): string | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  let folder: string | null = null;
  try {
    folder = makeFolder(path, nowMs);
    Deno.copyFileSync(`${path}-wal`, `${folder}/${name}-wal`);
    return folder;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    if (folder !== null) Deno.removeSync(folder, { recursive: true });
    return null;
  }
}

function makeFolder(path: string, nowMs: number): string {
  const parent = `${path}.corrupt`;
  const name = new Date(nowMs).toISOString().replaceAll(":", "-");
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

/** Removes a file; nothing where there is none. */
export function removeIfThere(path: string): void {
  if (exists(path)) Deno.removeSync(path, { recursive: true });
}

/** The WAL goes first: a new main file must never stand beside an old WAL. */
const SUFFIXES = ["-wal", "-shm", ""];

const UNFINISHED = "next.part";

const SCRATCH = "scratch";

const FINISHED = "next.db";
