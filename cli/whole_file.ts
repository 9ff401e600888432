import { UsageError } from "./failure.ts";
import { toReason } from "../runtime/reason.ts";

/** Where a file is written until it is whole. */
export function toPartPath(path: string): string {
  return `${path}.part`;
}

/**
 * Writes a file beside `path` and puts it there once `write` is through; where that fails, all is as before.
 * Throws UsageError where something other than a file is there.
 */
export async function writeWholeFile(
  path: string,
  write: (file: Deno.FsFile) => Promise<void>,
): Promise<void> {
  refuseNoFile(path);
  const part = toPartPath(path);
  const file = await attempt(part, () => Deno.open(part, { write: true, createNew: true }));
  try {
    try {
      await write(file);
      await attempt(part, () => file.sync());
    } finally {
      file.close();
    }
    await attempt(path, () => Deno.rename(part, path));
  } catch (error) {
    await Deno.remove(part);
    throw error;
  }
}

/** Writes all of it. Throws Error with the reason. */
export async function writeAll(file: Deno.FsFile, path: string, bytes: Uint8Array): Promise<void> {
  await attempt(path, async () => {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  });
}

/** A device, a pipe or a link would be replaced by the file. */
function refuseNoFile(path: string): void {
  try {
    if (Deno.lstatSync(path).isFile) return;
  } catch {
    return; // Nothing is there, or opening tells why not.
  }
  throw new UsageError(
    `--output: "${path}" is there and is no file; name another, or leave it out and redirect`,
  );
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`Cannot write "${path}": ${tell(error)}`, { cause: error });
  }
}

function tell(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "its folder does not exist";
  if (error instanceof Deno.errors.AlreadyExists) {
    return "it is there already, of an export that still runs or was killed; remove it then";
  }
  return toReason(error);
}
