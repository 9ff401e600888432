/**
 * The path that a rotated file had when it was written: `app.log` for `app.log.1`, `app.log.2.gz`,
 * `app.log-20251023`, `app-2025-10-23.log`, `app.log.gz`; the path itself for any other.
 */
export function familyOf(path: string): string {
  const slash = path.lastIndexOf("/");
  const name = path.slice(slash + 1);
  return path.slice(0, slash + 1) + familyName(name);
}

/** Whether the name is one that a file gets when it is rotated. */
export function isRotated(path: string): boolean {
  return familyOf(path) !== path;
}

/** Whether the name says that it is compressed by gzip. */
export function isGzip(path: string): boolean {
  return path.endsWith(".gz");
}

function familyName(name: string): string {
  const plain = name.endsWith(".gz") ? name.slice(0, -3) : name;
  const suffixed = SUFFIXED.exec(plain);
  if (suffixed !== null) return suffixed[1]!;
  const dated = DATED.exec(plain);
  if (dated !== null) return dated[1]! + dated[2]!;
  return plain === "" ? name : plain;
}

/** A number after a dot, or a date after a dot or a dash: `.1`, `-20251023`, `.2025-10-23_10`. */
const SUFFIXED = /^(.*[^\d.-])(?:\.\d+|[.-]\d{4}-?\d{2}-?\d{2}[\d.:T_-]*)$/;

/** A date before the last extension. */
const DATED = /^(.+?)[._-]\d{4}-?\d{2}-?\d{2}(?:[T_-][\d:-]*)?(\.[A-Za-z]\w*)$/;
