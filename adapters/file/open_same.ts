import type { FileStat, FileSystem, OpenFile } from "../../runtime/file_system.ts";

/**
 * Opens what was found at a path a moment ago; null where something else or nothing is there now. Throws the
 * system's errors.
 */
export function openSame(files: FileSystem, path: string, stat: FileStat): OpenFile | null {
  const open = files.open(path);
  if (open === null) return null;
  try {
    const { kind, inode, device, bornMs } = open.stat();
    const same = kind === "file" && inode === stat.inode && device === stat.device;
    if (same && (bornMs === stat.bornMs || bornMs === 0 || stat.bornMs === 0)) return open;
  } catch (error) {
    open[Symbol.dispose]();
    throw error;
  }
  open[Symbol.dispose]();
  return null;
}
