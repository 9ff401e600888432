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
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const encoder = new TextEncoder();
  const rareAt = Math.floor(lines / 3);
  let text = "";
  let bytes = 0;
  const flush = () => {
    bytes += writeAll(file, encoder.encode(text));
    text = "";
  };
  for (let i = 0; i < lines; i++) {
    text += `${i === rareAt ? nextWith(`Ledger drift detected: ${RARE_WORD}`) : next()}\n`;
    if (text.length > CHUNK_LENGTH) flush();
  }
  flush();
  return { kind, path, lines, bytes };
}

/** Writes all of the bytes; tells how many that were. */
export function writeAll(file: Deno.FsFile, bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  return bytes.length;
}

const SEEDS: Readonly<Record<CorpusKind, number>> = { A: 12_345, B: 777 };
const CHUNK_LENGTH = 1024 * 1024;
