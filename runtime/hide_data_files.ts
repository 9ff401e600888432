import { resolve } from "node:path";
import type { FileSystem } from "./file_system.ts";

/**
 * The same files, but without LogFlow's own in folders that it keeps its data in, and without what it says itself in
 * the background, which is in `ownLog`: a folder or a glob of logs may cover one, and each line shipped would make
 * another. Files named outright are not hidden.
 */
export function hideDataFiles(files: FileSystem, ownLog: string): FileSystem {
  const own = resolve(ownLog);
  return {
    ...files,
    list(path) {
      const names = files.list(path);
      if (names !== null && resolve(path) === own) return [];
      const isDataFolder = names?.includes("ship.lock") ?? false;
      return isDataFolder ? names!.filter((name) => !DATA_FILE.test(name)) : names;
    },
  };
}

/** As `toDataFiles` and `toDatabaseFiles` name them; not the demo, which is logs. */
const DATA_FILE =
  /^(?:run|log|(?:ship|process|bus\.db)\.lock|(?:ship|bus|logs|state)\.db(?:[-.].+)?)$/;
