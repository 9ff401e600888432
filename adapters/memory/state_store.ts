import { ConflictError } from "../../core/errors.ts";
import type {
  ListRequest,
  StateDocument,
  StateStore,
  StateValue,
} from "../../ports/state_store.ts";
import {
  assertKey,
  assertListRequest,
  encodeValue,
  toPrefixEnd,
} from "../../runtime/state_bounds.ts";

/** What all connections share. */
interface Kept {
  readonly documents: Map<string, { readonly text: string; readonly revision: number }>;
  revision: number;
}

/** A state store in the memory of one process: of use where what it keeps need not last, and in tests. */
export class MemoryState implements StateStore {
  readonly #kept: Kept;
  #open = true;

  /** An empty one, or another connection to what is kept already. */
  constructor(kept: Kept = { documents: new Map(), revision: 0 }) {
    this.#kept = kept;
  }

  /** One more connection. */
  connect(): MemoryState {
    return new MemoryState(this.#kept);
  }

  // deno-lint-ignore require-await -- what it throws is to reject
  async read(key: string): Promise<StateDocument | null> {
    this.#assertOpen();
    assertKey(key);
    const found = this.#kept.documents.get(key);
    return found === undefined ? null : { key, ...toContent(found) };
  }

  // deno-lint-ignore require-await -- as above
  async list(request: ListRequest): Promise<StateDocument[]> {
    this.#assertOpen();
    assertListRequest(request);
    const { prefix, after, limit } = request;
    const end = toPrefixEnd(prefix);
    return [...this.#kept.documents.entries()]
      .filter(([key]) => key.startsWith(prefix) && (after === null || compare(key, after) > 0))
      .filter(([key]) => end === null || compare(key, end) < 0)
      .sort(([a], [b]) => compare(a, b))
      .slice(0, limit)
      .map(([key, found]) => ({ key, ...toContent(found) }));
  }

  // deno-lint-ignore require-await -- as above
  async write(key: string, value: StateValue, expected: number | null): Promise<number> {
    this.#assertOpen();
    assertKey(key);
    const text = encodeValue(value);
    this.#assertRevision(key, expected);
    this.#kept.documents.set(key, { text, revision: ++this.#kept.revision });
    return this.#kept.revision;
  }

  // deno-lint-ignore require-await -- as above
  async remove(key: string, expected: number): Promise<void> {
    this.#assertOpen();
    assertKey(key);
    this.#assertRevision(key, expected);
    this.#kept.documents.delete(key);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#open = false;
    return Promise.resolve();
  }

  #assertOpen(): void {
    if (!this.#open) throw new Error("Cannot use the state store: it is closed");
  }

  #assertRevision(key: string, expected: number | null): void {
    const found = this.#kept.documents.get(key)?.revision ?? null;
    if (found !== expected) throw new ConflictError(`Cannot change ${key}: it is at ${found}`);
  }
}

function toContent({ text, revision }: { readonly text: string; readonly revision: number }) {
  return { value: JSON.parse(text) as StateValue, revision };
}

/** By UTF-8 bytes, as code points are. */
function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => new TextEncoder().encode(text));
  for (let i = 0; i < Math.min(left!.length, right!.length); i++) {
    if (left![i] !== right![i]) return left![i]! - right![i]!;
  }
  return left!.length - right!.length;
}
