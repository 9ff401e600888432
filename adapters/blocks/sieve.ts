import type { BlockFile, BlockInfo } from "./block_file.ts";
import type { Blocks } from "./block_list.ts";
import { isMet, type Need, toNeed } from "./needed_words.ts";
import { mayHave, type Selection } from "./select.ts";

/** Tells which blocks can have a selected event, and counts the others, before anything of them is read. */
export class Sieve {
  readonly #file: BlockFile;
  readonly #selection: Selection;
  readonly #need: Need;

  /** For one request. */
  constructor(file: BlockFile, selection: Selection) {
    this.#file = file;
    this.#selection = selection;
    this.#need = toNeed(selection.query);
  }

  /** Those whose times and numbers fit, in the same order. */
  fitting(blocks: Blocks): BlockInfo[] {
    const found: BlockInfo[] = [];
    for (let i = 0; i < blocks.length; i++) {
      const info = blocks.at(i)!;
      if (mayHave(info, this.#selection) && !this.#file.isLost(info)) found.push(info);
    }
    const { tally } = this.#selection;
    tally.blocks += blocks.length;
    tally.byTime += blocks.length - found.length;
    return found;
  }

  /** Whether the block may have the words that are asked for. */
  passes({ id, block }: BlockInfo): boolean {
    if (block !== undefined) return true;
    const { matches, tally } = this.#selection;
    if (matches.isNone(id)) {
      tally.byMemory++;
      return false;
    }
    if (this.#need === null) return true;
    if (isMet(this.#need, (hash) => this.#file.filters.mayHave(id, hash))) return true;
    tally.byFilter++;
    return false;
  }
}
