import { createHash } from "node:crypto";

/**
 * The number of an inode as a safe integer. Below 2^53 it is the system's own. Deno rounds greater ones
 * (overlayfs with `xino=on`, NTFS, CephFS) to a double, with `bigint: true` as well, so that up to 2,048
 * neighbours look alike. Their marks (path, time of birth) tell these apart: the number becomes 2^52 and 52 bits of the
 * SHA-256 of all. Such a file is another one once it is renamed, as if it were copied and removed.
 *
 * `readMarks` gives the time of birth and the path without links, and is asked only then.
 */
export function toSafeInode(inode: number, readMarks: () => string): number {
  if (inode >= 0 && Number.isSafeInteger(inode)) return inode;
  const digest = createHash("sha256").update(`${inode}:${readMarks()}`).digest("hex");
  return 2 ** 52 + parseInt(digest.slice(0, 13), 16);
}
