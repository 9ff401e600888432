import { UnavailableError } from "../../core/errors.ts";
import { isBusy, isDiskFault } from "../../runtime/sqlite.ts";
import { isDamagedFile } from "./damage.ts";

/** Says what SQLite's lasting troubles (disk, lock, damage) mean to a caller; other errors stay. */
export function translateError(
  error: unknown,
  { what, path }: { readonly what: string; readonly path: string },
): unknown {
  if (!isDiskFault(error) && !isBusy(error) && !isDamagedFile(error)) return error;
  const { message } = error as Error;
  return new UnavailableError(`Cannot ${what} in "${path}": ${message}`, { cause: error });
}
