import type { FileStat, FileSystem } from "../../runtime/file_system.ts";

/** The path to open for a path that was discovered; or why it is not read ("" = not worth a word). */
export type Resolved =
  | { readonly openPath: string; readonly refusal: null }
  | { readonly openPath: null; readonly refusal: string };

/**
 * Follows links, but not out of the folders that hold log files: a link is a way for whoever may write
 * there to make LogFlow read what only LogFlow may read. The opened file is compared again by inode.
 */
export function resolvePath(
  path: string,
  stat: FileStat,
  { files, roots }: { files: FileSystem; roots: readonly string[] },
): Resolved {
  if (stat.kind === "folder") return { openPath: null, refusal: "" };
  if (stat.kind !== "file") {
    return { openPath: null, refusal: `Cannot read "${path}": it is not a regular file` };
  }
  const isLink = files.lstat(path)?.kind === "link";
  const real = files.realPath(path);
  if (real === null) return { openPath: null, refusal: "" };
  const folders = roots.map((root) => files.realPath(root));
  const inside = folders.some((folder) =>
    folder !== null && real.startsWith(folder === "/" ? "/" : `${folder}/`)
  );
  if (inside) return { openPath: isLink ? real : path, refusal: null };
  return {
    openPath: null,
    refusal:
      `Cannot read "${path}": it leads to "${real}", outside the folders of the log files; ` +
      `give that path as well if it is meant`,
  };
}
