import { FileBytes } from "./file_bytes.ts";
import { readWal, type Wal } from "./wal.ts";

/** Up to where a WAL can be read. */
export interface WalEnd {
  /** Of the image in the last frame. */
  readonly offset: number;
  /** Of the database after it. */
  readonly pages: number;
  /**
   * Whether frames before it are damaged, so that some pages are older than others. It may be no damage
   * but the last transaction as a power failure left it: on the disk in part, in any order, and never
   * confirmed to anybody. (Each transaction is on the disk before the next one begins.)
   */
  readonly mixed: "no" | "yes" | "perhaps torn";
}

/**
 * The last commit that is what was written. SQLite takes a WAL for ended at the first frame that is
 * damaged, without a word; but no crash leaves a commit behind what it cut off. Null where there is none.
 */
export function toWalEnd({ tail, dropped }: Wal): WalEnd | null {
  const commits = dropped.filter(({ sound }) => sound);
  const last = commits.at(-1);
  if (last === undefined) return tail && { ...tail, mixed: "no" };
  const { offset, pages } = last;
  return { offset, pages, mixed: commits.length === 1 ? "perhaps torn" : "yes" };
}

/** What is wrong with a WAL. */
export interface WalDamage {
  /** For people. */
  readonly what: string;
  /** Whether it is in the last transaction alone, so that it need be no damage: see {@linkcode WalEnd}. */
  readonly mayBeTorn: boolean;
}

/**
 * What is wrong with the WAL of the database at `path`; null where nothing is. Nobody may write to it, or
 * what was found must be found again: see {@linkcode findLastingWalDamage}.
 */
export function findWalDamage(path: string, pageBytes: number): WalDamage | null {
  return readDamage(path, pageBytes);
}

/**
 * As {@linkcode findWalDamage}, also beside a writer. A frame that was read while it was being written, or
 * while the WAL began anew, is another or none when it is read again.
 */
export function findLastingWalDamage(path: string, pageBytes: number): WalDamage | null {
  let found = readDamage(path, pageBytes);
  for (let i = 1; i < READINGS && found !== null; i++) {
    const again = readDamage(path, pageBytes);
    found = again?.place === found.place ? again : null;
  }
  return found;
}

interface PlacedDamage extends WalDamage {
  /** Where, in which generation. */
  readonly place: string;
}

function readDamage(path: string, pageBytes: number): PlacedDamage | null {
  using file = new FileBytes(`${path}-wal`);
  const wal = readWal(file, pageBytes);
  const mixed = toWalEnd(wal)?.mixed ?? "no";
  if (mixed === "no") return null;
  const at = wal.tail?.offset ?? 0;
  const what = `its write-ahead log is damaged after ${at} bytes, and ${wal.dropped.length} ` +
    "transactions follow";
  return { what, mayBeTorn: mixed === "perhaps torn", place: `${at} ${wal.salt}` };
}

const READINGS = 3;
