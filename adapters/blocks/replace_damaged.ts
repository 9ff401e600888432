import type { StoreOptions } from "./open_store.ts";
import { salvage } from "./salvage.ts";

/** Suffix of the file that what is readable goes into; complete once the damaged file is gone. */
export const SALVAGED = ".salvaged";

/**
 * Copies what is readable of a damaged store into a new file, renames the damaged one (with its -wal and
 * -shm) to `….corrupt-<time>`, and puts the new one in its place. Says what was kept and lost.
 */
export function replaceDamaged(options: StoreOptions, reason: Error): void {
  const { path, log } = options;
  const salvaged = path + SALVAGED;
  for (const suffix of SUFFIXES) removeIfThere(salvaged + suffix);
  const report = salvage(options, salvaged);
  const time = new Date(options.now()).toISOString().replaceAll(/[-:]/g, "").replace(/\..*/, "Z");
  const aside = `${path}.corrupt-${time}`;
  for (const suffix of SUFFIXES.toReversed()) renameIfThere(path + suffix, aside + suffix);
  Deno.renameSync(salvaged, path);
  log(
    `Store "${path}" was damaged (${
      reason.message.replaceAll("\n", " ")
    }) and is put aside as "${aside}": ` +
      `${report.events} events in ${report.blocks} blocks and ${report.headRows} head rows were ` +
      `readable and are kept, ${report.broken} parts were not`,
  );
}

function removeIfThere(path: string): void {
  ignoreMissing(() => Deno.removeSync(path));
}

function renameIfThere(from: string, to: string): void {
  ignoreMissing(() => Deno.renameSync(from, to));
}

function ignoreMissing(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

const SUFFIXES = ["", "-wal", "-shm"];
