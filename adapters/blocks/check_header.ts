import { hasSoundHeader } from "../../runtime/sound_header.ts";
import { PAGE_BYTES } from "../../runtime/sqlite.ts";
import { damagedFileError } from "./damage.ts";

/** Throws as SQLite does on a damaged file when the header of an existing, not empty one is none of a store. */
export function checkHeader(path: string): void {
  if (hasSoundHeader(path, PAGE_BYTES)) return;
  throw damagedFileError("its header is not that of a database");
}
