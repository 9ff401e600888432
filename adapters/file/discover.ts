import type { FileSystem } from "../../runtime/file_system.ts";
import { familyOf } from "./family.ts";
import { globRoot, isGlob, toGlobExpression } from "./glob.ts";

/**
 * Finds the files that the given paths mean. A path is a file (also one that comes later), a folder (then
 * its files that look like logs), or a glob; each means also the files that rotation makes of them.
 * Links to folders are not entered.
 */
export interface Discovery {
  /** Folders that hold log files; what leaves them is not read. */
  readonly roots: readonly string[];
  /** Paths, sorted. A folder that can't be listed is said and passed over. Bounded by {@linkcode FILES_MAX}. */
  find(nowMs: number): readonly string[];
}

/** At most so many files are watched; the rest is said and left alone. */
export const FILES_MAX = 50_000;

interface Pattern {
  readonly root: string;
  readonly depth: number;
  readonly matches: (path: string) => boolean;
}

interface Listing {
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
  return {
    roots: [...new Set(patterns.map(({ root }) => root))],
    find(nowMs) {
      const found = new Set<string>();
      for (const pattern of patterns) {
        walk({ files, listings, say, nowMs }, { ...pattern, folder: pattern.root, found });
      }
      return [...found].sort();
    },
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
  readonly say: (message: string) => void;
  readonly nowMs: number;
}

function walk(
  context: WalkContext,
  step: Pattern & { readonly folder: string; readonly found: Set<string> },
): void {
  const { folder, depth, matches, found, root } = step;
  const prefix = folder === "." && root === "." ? "" : folder === "/" ? "/" : `${folder}/`;
  const listing = list(context, folder, depth > 0);
  for (const name of listing.names) {
    const path = prefix + name;
    if (!matches(path)) continue;
    if (found.size >= FILES_MAX) {
      return context.say(`Cannot watch all files: "${root}" has more than ${FILES_MAX}`);
    }
    found.add(path);
  }
  if (depth === 0) return;
  for (const name of listing.folders) {
    walk(context, { ...step, folder: prefix + name, depth: depth - 1 });
  }
}

/** Lists a folder again only where it changed, or might have changed in the same tick of the clock. */
function list(
  { files, listings, say, nowMs }: WalkContext,
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
    const made = { modifiedMs: stat.modifiedMs, names, folders, listedMs: nowMs };
    listings.set(folder, made);
    return made;
  } catch (error) {
    say(`Cannot list folder "${folder}": ${(error as Error).message}`);
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
const NOTHING: Listing = { modifiedMs: -1, names: [], folders: [], listedMs: 0 };
