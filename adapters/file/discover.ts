import type { FileSystem } from "../../runtime/file_system.ts";
import { familyOf } from "./family.ts";
import { globRoot, isGlob, toGlobExpression } from "../../runtime/glob.ts";

/**
 * Finds the files that the given paths mean. A path is a file (also one that comes later), a folder (then
 * its files that look like logs), or a glob; each means also the files that rotation makes of them.
 * Links to folders are not entered.
 */
export interface Discovery {
  /** Folders that hold log files; what leaves them is not read. */
  readonly roots: readonly string[];
  /**
   * Paths, sorted; the same array as the last time where no folder changed. A folder that can't be
   * listed is said and passed over. Bounded by {@linkcode FILES_MAX}.
   */
  find(nowMs: number): readonly string[];
  /** When the folder could not be listed the last time, epoch milliseconds; 0 = never. */
  failedMs(folder: string): number;
}

/** At most so many files are watched; the rest is said and left alone. */
export const FILES_MAX = 50_000;

interface Pattern {
  readonly root: string;
  readonly depth: number;
  readonly matches: (path: string) => boolean;
}

interface Listing {
  readonly folder: string;
  /** Another for other names. */
  readonly version: number;
  readonly modifiedMs: number;
  readonly names: readonly string[];
  readonly folders: readonly string[];
  readonly listedMs: number;
}

/** Makes a {@linkcode Discovery}; `say` gets each message once. */
export function discover(
  paths: readonly string[],
  files: FileSystem,
  say: (message: string) => void,
): Discovery {
  const patterns = paths.map((path) => toPattern(path, files));
  const listings = new Map<string, Listing>();
  const failures = new Map<string, number>();
  let last: { readonly key: string; readonly paths: readonly string[] } = { key: "", paths: [] };
  return {
    roots: [...new Set(patterns.map(({ root }) => root))],
    find(nowMs) {
      const context = { files, listings, failures, say, nowMs };
      const folders = patterns.map((pattern) => walk(context, pattern, pattern.root));
      const key = folders.flat().map(({ version }) => version).join();
      if (key === last.key) return last.paths;
      last = { key, paths: toPaths(patterns, folders, say) };
      for (const path of last.paths) if (isMisnamed(files, path)) say(toMisnamed(path));
      return last.paths;
    },
    failedMs: (folder) => failures.get(folder) ?? 0,
  };
}

function toPattern(path: string, files: FileSystem): Pattern {
  const plain = path.length > 1 ? path.replace(/\/+$/, "") : path;
  const stat = isFolder(files, plain);
  if (stat) return { root: plain, depth: 0, matches: looksLikeLog };
  if (isGlob(plain) && files.lstat(plain) === null) {
    const expression = toGlobExpression(plain);
    const { root, depth } = globRoot(plain);
    return {
      root,
      depth,
      matches: (found) => expression.test(found) || expression.test(familyOf(found)),
    };
  }
  const slash = plain.lastIndexOf("/");
  const root = slash < 0 ? "." : plain.slice(0, slash) || "/";
  return { root, depth: 0, matches: (found) => found === plain || familyOf(found) === plain };
}

function isFolder(files: FileSystem, path: string): boolean {
  return files.stat(path)?.kind === "folder";
}

interface WalkContext {
  readonly files: FileSystem;
  readonly listings: Map<string, Listing>;
  readonly failures: Map<string, number>;
  readonly say: (message: string) => void;
  readonly nowMs: number;
}

/** The folder and those below it, as deep as the pattern goes. */
function walk(
  context: WalkContext,
  { depth, root }: Pick<Pattern, "depth" | "root">,
  folder: string,
): Listing[] {
  const listing = list(context, folder, depth > 0);
  const below = depth === 0
    ? []
    : listing.folders.flatMap((name) =>
      walk(context, { root, depth: depth - 1 }, toPrefix(folder, root) + name)
    );
  return [listing, ...below];
}

function toPaths(
  patterns: readonly Pattern[],
  folders: readonly (readonly Listing[])[],
  say: (message: string) => void,
): string[] {
  const found = new Set<string>();
  patterns.forEach(({ root, matches }, i) => {
    for (const { folder, names } of folders[i]!) {
      const prefix = toPrefix(folder, root);
      for (const name of names) if (matches(prefix + name)) found.add(prefix + name);
    }
  });
  const paths = [...found].sort();
  if (paths.length > FILES_MAX) {
    say(`Cannot watch all ${paths.length} files: only the first ${FILES_MAX} are read; give fewer`);
  }
  return paths.slice(0, FILES_MAX);
}

/** Bytes that are not UTF-8 are listed as U+FFFD; there is nothing under that name. */
function isMisnamed(files: FileSystem, path: string): boolean {
  try {
    return path.includes("\ufffd") && files.lstat(path) === null;
  } catch {
    return false;
  }
}

function toMisnamed(path: string): string {
  return `Cannot read "${path}": its name is not UTF-8; rename it`;
}

/** Paths look as they were given: `app.log`, not `./app.log`. */
function toPrefix(folder: string, root: string): string {
  if (folder === "." && root === ".") return "";
  return folder === "/" ? "/" : `${folder}/`;
}

/** Lists a folder again only where it changed, or might have changed in the same tick of the clock. */
function list(
  { files, listings, failures, say, nowMs }: WalkContext,
  folder: string,
  deep: boolean,
): Listing {
  const known = listings.get(folder);
  try {
    const stat = files.stat(folder);
    if (stat === null) return NOTHING;
    if (known?.modifiedMs === stat.modifiedMs && known.listedMs > stat.modifiedMs + SETTLED_MS) {
      return known;
    }
    const names = files.list(folder) ?? [];
    const folders = deep ? names.filter((name) => isOwnFolder(files, `${folder}/${name}`)) : [];
    const same = known !== undefined && known.names.join("/") === names.join("/");
    const version = same ? known.version : (known?.version ?? 0) + 1;
    const made = { folder, version, modifiedMs: stat.modifiedMs, names, folders, listedMs: nowMs };
    listings.set(folder, made);
    return made;
  } catch (error) {
    say(`Cannot list folder "${folder}": ${(error as Error).message}`);
    failures.set(folder, nowMs);
    return known ?? NOTHING;
  }
}

function isOwnFolder(files: FileSystem, path: string): boolean {
  try {
    return files.lstat(path)?.kind === "folder";
  } catch {
    return false;
  }
}

/** By its name: no hidden or temporary file, and an ending that logs have. */
function looksLikeLog(path: string): boolean {
  const family = familyOf(path);
  const name = family.slice(family.lastIndexOf("/") + 1);
  if (name.startsWith(".") || name.endsWith("~")) return false;
  return /\.(log|txt|json|jsonl|ndjson|out|err)$/i.test(name) ||
    (!name.includes(".") && !BINARY.has(name));
}

/** Names without an ending that are known not to be text. */
const BINARY = new Set(["wtmp", "btmp", "lastlog", "faillog", "tallylog", "core"]);

const SETTLED_MS = 2000;
const NOTHING: Listing = {
  folder: "",
  version: 0,
  modifiedMs: -1,
  names: [],
  folders: [],
  listedMs: 0,
};
