import type { BlockInfo } from "./block_file.ts";

/** Blocks in order of arrival: an array, or a {@linkcode BlockList}. */
export interface Blocks {
  /** How many. */
  readonly length: number;
  /** The `i`-th; undefined = there are not so many. */
  at(i: number): BlockInfo | undefined;
}

/**
 * The blocks that there were at one instant: the first ones of a list to which others only add, so that
 * thousands need not be copied for each commit, and those that are not sealed.
 */
export class BlockList implements Blocks {
  readonly length: number;
  readonly #sealed: readonly BlockInfo[];
  readonly #sealedCount: number;
  readonly #head: readonly BlockInfo[];

  /** `sealed` may get longer; `head` stays as it is. */
  constructor(sealed: readonly BlockInfo[], head: readonly BlockInfo[]) {
    this.#sealed = sealed;
    this.#sealedCount = sealed.length;
    this.#head = head;
    this.length = sealed.length + head.length;
  }

  at(i: number): BlockInfo | undefined {
    return i < this.#sealedCount ? this.#sealed[i] : this.#head[i - this.#sealedCount];
  }
}
