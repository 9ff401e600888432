import type { Cache } from "../../ports/cache.ts";
import { assertCounting, assertKept } from "../../runtime/cache_bounds.ts";
import { assertKey } from "../../runtime/state_bounds.ts";

/** How to open. */
export interface MemoryCacheOptions {
  /** At most so many values and counts; default 10,000. */
  readonly entriesMax?: number;
  /** At most so much memory of keys and values, 2 bytes a UTF-16 code unit; default 16 MiB. */
  readonly bytesMax?: number;
  /** Milliseconds that never go back; default `performance.now`. */
  readonly now?: () => number;
}

/**
 * Opens a cache in this process's memory. Where it is full, what was set longest ago goes first, counts last:
 * a count that vanishes lets somebody pass a limit.
 */
export function openMemoryCache(options: MemoryCacheOptions = {}): Cache {
  return new MemoryCache(options);
}

class MemoryCache implements Cache {
  readonly #entriesMax: number;
  readonly #bytesMax: number;
  readonly #now: () => number;
  readonly #values = new Map<string, Entry<string>>();
  readonly #counts = new Map<string, Entry<number>>();
  #bytes = 0;
  #open = true;

  constructor({ entriesMax = 10_000, bytesMax = 16 * 1024 * 1024, now }: MemoryCacheOptions) {
    this.#entriesMax = entriesMax;
    this.#bytesMax = bytesMax;
    this.#now = now ?? (() => performance.now());
  }

  // deno-lint-ignore require-await -- what it throws is to reject
  async get(key: string): Promise<string | null> {
    this.#assertOpen();
    assertKey(key);
    return this.#find(this.#values, key)?.content ?? null;
  }

  // deno-lint-ignore require-await -- as above
  async set(key: string, value: string, ttlMs: number): Promise<void> {
    this.#assertOpen();
    assertKept({ key, value, ttlMs });
    this.#drop(this.#values, key);
    this.#add(this.#values, key, { content: value, untilMs: this.#now() + ttlMs });
  }

  // deno-lint-ignore require-await -- as above
  async increment(key: string, by: number, ttlMs: number): Promise<number> {
    this.#assertOpen();
    assertCounting({ key, by, ttlMs });
    const found = this.#find(this.#counts, key);
    if (found !== null) return found.content += by;
    this.#add(this.#counts, key, { content: by, untilMs: this.#now() + ttlMs });
    return by;
  }

  // deno-lint-ignore require-await -- as above
  async [Symbol.asyncDispose](): Promise<void> {
    this.#open = false;
    this.#values.clear();
    this.#counts.clear();
    this.#bytes = 0;
  }

  #find<T extends Content>(entries: Map<string, Entry<T>>, key: string): Entry<T> | null {
    const entry = entries.get(key);
    if (entry === undefined) return null;
    if (entry.untilMs > this.#now()) return entry;
    this.#drop(entries, key);
    return null;
  }

  /** Adds, then drops what was added longest ago until the rest fits; at last perhaps the new one itself. */
  #add<T extends Content>(entries: Map<string, Entry<T>>, key: string, entry: Entry<T>): void {
    entries.set(key, entry);
    this.#bytes += sizeOf(key, entry);
    while (
      this.#bytes > this.#bytesMax || this.#values.size + this.#counts.size > this.#entriesMax
    ) {
      const [oldest] = this.#values.keys();
      if (oldest !== undefined) this.#drop(this.#values, oldest);
      else this.#drop(this.#counts, this.#counts.keys().next().value!);
    }
  }

  #drop<T extends Content>(entries: Map<string, Entry<T>>, key: string): void {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    this.#bytes -= sizeOf(key, entry);
  }

  #assertOpen(): void {
    if (!this.#open) throw new Error("Cannot use the cache: it is closed");
  }
}

type Content = string | number;

interface Entry<T extends Content> {
  content: T;
  readonly untilMs: number;
}

function sizeOf(key: string, { content }: Entry<Content>): number {
  return 2 * key.length + (typeof content === "string" ? 2 * content.length : 0) + ENTRY_BYTES;
}

/** What an entry takes beside its texts, about. */
const ENTRY_BYTES = 100;
