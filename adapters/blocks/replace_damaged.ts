import type { StoreOptions } from "./open_store.ts";
import { salvage } from "./salvage.ts";

/**
 * Makes a new store of what is readable of a damaged one, moves the damaged file (with its -wal and
 * -shm) to `<path>.corrupt/<time>/`, and puts the new one in its place. Says what was kept and lost.
 */
export function replaceDamaged(options: StoreOptions, reason: Error): void {
  const { path, log } = options;
  Deno.mkdirSync(`${path}.corrupt`, { recursive: true });
  const salvaged = toSalvagedPath(path);
  for (const suffix of SUFFIXES) ignoreMissing(() => Deno.removeSync(salvaged + suffix));
  const { events, blocks, headRows, broken } = salvage(options, salvaged);
  const aside = `${makeFolder(`${path}.corrupt`, options.now())}/${path.split("/").at(-1)}`;
  for (const suffix of SUFFIXES.toReversed()) {
    ignoreMissing(() => Deno.renameSync(path + suffix, aside + suffix));
  }
  Deno.renameSync(salvaged, path);
  log(
    `Store "${path}" was damaged (${reason.message.replaceAll("\n", " ")}) and is put aside as ` +
      `"${aside}": ${events} events in ${blocks} blocks and ${headRows} head rows were readable ` +
      `and are kept, ${broken} blocks and rows were not`,
  );
}

/** Goes on where a crash came between moving the damaged file away and putting the new one there. */
export function finishReplacing(path: string): void {
  if (!exists(path)) ignoreMissing(() => Deno.renameSync(toSalvagedPath(path), path));
}

/** Complete once there is no file at `path`. In the same folder, for which there is a permission. */
function toSalvagedPath(path: string): string {
  return `${path}.corrupt/salvaged.db`;
}

/** Named after the time, and after how many came before in the same second. */
function makeFolder(parent: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replace(/\..*/, "Z").replaceAll(":", "-");
  for (let number = 1;; number++) {
    const folder = number === 1 ? `${parent}/${time}` : `${parent}/${time}-${number}`;
    try {
      Deno.mkdirSync(folder);
      return folder;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function ignoreMissing(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

const SUFFIXES = ["", "-wal", "-shm"];
