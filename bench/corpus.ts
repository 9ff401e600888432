import { type CorpusKind, createCorpusLines } from "./corpus_line.ts";

/** A file of log lines. */
export interface Corpus {
  /** How its lines are written. */
  readonly kind: CorpusKind;
  /** Where it is. */
  readonly path: string;
  /** How many lines it has. */
  readonly lines: number;
  /** Its size. */
  readonly bytes: number;
}

/** A word that one line of a corpus has, a third of the way in. */
export const RARE_WORD = "needle_4711";

/** Writes a corpus; the same kind and number of lines give the same bytes. */
export function writeCorpus({ kind, path, lines }: Omit<Corpus, "bytes">): Corpus {
  const { next, nextWith } = createCorpusLines(kind, SEEDS[kind]);
  const rareAt = Math.floor(lines / 3);
  const toLine = (i: number) =>
    i === rareAt ? nextWith(`Ledger drift detected: ${RARE_WORD}`) : next();
  return { kind, path, lines, bytes: writeLines({ path, lines, toLine }) };
}

/** Lines for a new file. */
export interface Lines {
  /** Where it goes; what was there is gone. */
  readonly path: string;
  /** How many. */
  readonly lines: number;
  /** The `i`-th, without line terminator; asked for in order. */
  readonly toLine: (i: number) => string;
}

/** Writes a file of lines; tells its size. */
export function writeLines({ path, lines, toLine }: Lines): number {
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const encoder = new TextEncoder();
  let text = "";
  let bytes = 0;
  for (let i = 0; i < lines; i++) {
    text += `${toLine(i)}\n`;
    if (text.length < CHUNK_LENGTH && i < lines - 1) continue;
    bytes += writeAll(file, encoder.encode(text));
    text = "";
  }
  return bytes;
}

/** Writes all of the bytes; tells how many that were. */
export function writeAll(file: Deno.FsFile, bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  return bytes.length;
}

const SEEDS: Readonly<Record<CorpusKind, number>> = { A: 12_345, B: 777 };
const CHUNK_LENGTH = 1024 * 1024;
