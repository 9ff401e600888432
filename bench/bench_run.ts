import { type Corpus, writeCorpus } from "./corpus.ts";
import type { CorpusKind } from "./corpus_line.ts";
import type { BenchOptions } from "./options.ts";
import { printTable, type Row } from "./report.ts";
import type { Sample } from "./sampler.ts";

/** What the sections share: where files are, and where figures go. */
export class BenchRun {
  /** As given. */
  readonly options: BenchOptions;
  /** Where data go. */
  readonly folder: string;
  /** Found so far. */
  readonly rows: Row[] = [];
  /** Found so far, by what ran. */
  readonly series: Record<string, readonly Sample[]> = {};
  /** Data folders of pipelines that have ended, with the whole corpus in their store. */
  readonly filled = new Map<CorpusKind, string>();
  readonly #say: (text: string) => void;
  readonly #corpora = new Map<CorpusKind, Corpus>();

  /** `say` shows progress to a person, a line at a time. */
  constructor(options: BenchOptions, folder: string, say: (text: string) => void) {
    this.options = options;
    this.folder = folder;
    this.#say = say;
  }

  /** Shows what goes on. */
  say(text: string): void {
    this.#say(`… ${text}`);
  }

  /** Keeps a row of figures, and shows it at once. */
  record(row: Row): void {
    this.rows.push(row);
    this.#say(printTable([row]).trimEnd());
  }

  /** The corpus, written when it is first asked for. */
  corpus(kind: CorpusKind): Corpus {
    const known = this.#corpora.get(kind);
    if (known !== undefined) return known;
    const lines = kind === "A" ? this.options.linesA : this.options.linesB;
    this.say(`writing corpus ${kind}, ${lines} lines`);
    const made = writeCorpus({ kind, path: `${this.folder}/corpus-${kind}.log`, lines });
    this.#corpora.set(kind, made);
    return made;
  }

  /** An empty folder below the bench's; what was in it is gone. */
  emptyFolder(name: string): string {
    const path = `${this.folder}/${name}`;
    removeFolder(path);
    Deno.mkdirSync(path, { recursive: true });
    return path;
  }
}

/** Removes a folder and all in it, if it is there. */
export function removeFolder(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
