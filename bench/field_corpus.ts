import { createRandom } from "../core/random.ts";
import { writeLines } from "./corpus.ts";
import { CORPUS_START_MS } from "./corpus_line.ts";
import { SERVICES, Words } from "./corpus_words.ts";

/** A file of JSON lines that together have very many names of fields. */
export interface FieldCorpus {
  /** Where it goes. */
  readonly path: string;
  /** How many lines. */
  readonly lines: number;
  /** Names of fields, beside the fixed ones. */
  readonly fieldNames: number;
}

/** Writes one; the same numbers give the same bytes. Tells its size. */
export function writeFieldCorpus({ path, lines, fieldNames }: FieldCorpus): number {
  const words = new Words(createRandom(SEED));
  let timeMs = CORPUS_START_MS;
  const toLine = () => {
    timeMs += words.random() * 2 * STEP_MS;
    return printLine(words, { timeMs, fieldNames });
  };
  return writeLines({ path, lines, toLine });
}

/** Which values the `i`-th name has: of each three one has few texts, one has numbers, one has a text of its own a line. */
export type FieldKind = "kind" | "count" | "id";

/** The `i`-th name, e.g. `f0004_count`. */
export function toFieldName(i: number): string {
  return `f${String(i).padStart(4, "0")}_${toFieldKind(i)}`;
}

function toFieldKind(i: number): FieldKind {
  return (["kind", "count", "id"] as const)[i % 3]!;
}

/** Each name is as likely as any other: so each block of the store has nearly all of them, which is the worst. */
function printLine(
  words: Words,
  { timeMs, fieldNames }: { timeMs: number; fieldNames: number },
): string {
  const level = words.level();
  const line: Record<string, string | number> = {
    ...{ timestamp: new Date(timeMs).toISOString(), level, service: words.pickSkewed(SERVICES) },
    message: words.message(level),
  };
  for (let n = 0; n < FIELDS_A_LINE; n++) {
    const i = words.integer(0, fieldNames - 1);
    line[toFieldName(i)] = toValue(words, toFieldKind(i));
  }
  return JSON.stringify(line);
}

function toValue(words: Words, kind: FieldKind): string | number {
  if (kind === "count") return words.integer(0, 100_000);
  return kind === "kind" ? `value_${words.integer(1, FEW)}` : words.hex(16);
}

/** Of which a name may come twice, and then counts once. */
const FIELDS_A_LINE = 20;
/** Different values of a field that has few. */
const FEW = 8;
const STEP_MS = 175;
const SEED = 4242;
