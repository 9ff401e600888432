import type { FileSystem } from "./file_system.ts";

/**
 * The same files, but without LogFlow's own in folders that it keeps its data in: a folder or a glob of logs
 * may cover one, and each line shipped would make another. Files named outright are not hidden.
 */
export function hideDataFiles(files: FileSystem): FileSystem {
  return {
    ...files,
    list(path) {
      const names = files.list(path);
      const isDataFolder = names?.includes("ship.lock") ?? false;
      return isDataFolder ? names!.filter((name) => !DATA_FILE.test(name)) : names;
    },
  };
}

/** As `toDataFiles` and `toDatabaseFiles` name them; not the demo, which is logs. */
const DATA_FILE = /^(?:(?:ship|process|bus\.db)\.lock|(?:ship|bus|logs|state)\.db(?:[-.].+)?)$/;
