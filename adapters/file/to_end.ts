import type { FileSystem } from "../../runtime/file_system.ts";
import { readRange } from "./content.ts";
import { headLength, START, tailLength, toHash } from "./cursor.ts";
import { plainContent } from "./plain_content.ts";
import type { TrackedFile } from "./tracked_file.ts";

/**
 * Sets a new file's cursor behind its last whole line, as if all before had been read. A gzip file
 * counts as read. Throws the system's errors.
 */
export async function toEnd(file: TrackedFile, files: FileSystem): Promise<void> {
  if (file.gzip) {
    file.doneSize = file.size;
    return;
  }
  const open = files.open(file.path);
  if (open === null) throw new Error("it vanished");
  using content = plainContent(open);
  const stat = open.stat();
  if (!file.isAt(stat)) throw new Error("it was replaced");
  const { size } = stat;
  const last = await readRange(content, Math.max(0, size - LINE_BYTES), size);
  const newline = last.lastIndexOf(10);
  const offset = newline < 0 ? size : size - last.length + newline + 1;
  const first = await readRange(content, 0, headLength(offset));
  const before = await readRange(content, offset - tailLength(offset), offset);
  file.cursor = {
    ...START,
    offset,
    accounted: offset,
    head: toHash(first),
    tail: toHash(before),
  };
}

/** A line longer than this is not looked for: its rest is read. */
const LINE_BYTES = 256 * 1024;
