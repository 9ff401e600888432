import type {
  AggregateRequest,
  Aggregates,
  Arrived,
  Context,
  ContextRequest,
  LogReader,
  Page,
  SearchRequest,
  SinceRequest,
  StoreStatus,
} from "../../ports/log_store.ts";
import { pooledSince } from "./pooled_since.ts";
import { QueryPool } from "./query_pool.ts";
import { createGate } from "../../runtime/gate.ts";
import { openBlockReader } from "./reader.ts";

/** How to open a reader that searches in threads of its own. */
export interface PooledReaderOptions {
  /** The SQLite file; it may not be there yet, then the store is empty until it is. */
  readonly path: string;
  /** Told, in a sentence, what is damaged and left out. */
  readonly log: (message: string) => void;
  /** How many threads; 2 unless told otherwise. */
  readonly workers?: number;
}

/**
 * Opens the store for reading, for a process that has other things to do: searches, counts, contexts and
 * what takes long of `since` run in threads, the rest, which is cheap, in this one. Needs read permission on the
 * file and on this module with all that it imports.
 */
export async function openPooledReader(
  { path, log, workers = WORKERS }: PooledReaderOptions,
): Promise<LogReader> {
  const near = await openBlockReader({ path, log, cacheBytesMax: NEAR_CACHE_BYTES_MAX });
  return new PooledReader(
    near,
    new QueryPool({ path, log, workers, cacheBytesMax: CACHE_BYTES_MAX }),
  );
}

class PooledReader implements LogReader {
  readonly #near: LogReader;
  readonly #pool: QueryPool;
  readonly #gate = createGate(FOLLOWERS_AT_ONCE);

  constructor(near: LogReader, pool: QueryPool) {
    this.#near = near;
    this.#pool = pool;
  }

  search({ signal, ...request }: SearchRequest): Promise<Page> {
    return this.#pool.ask({ method: "search", request }, signal);
  }

  aggregate({ signal, ...request }: AggregateRequest): Promise<Aggregates> {
    return this.#pool.ask({ method: "aggregate", request }, signal);
  }

  context({ signal, ...request }: ContextRequest): Promise<Context> {
    return this.#pool.ask({ method: "context", request }, signal);
  }

  since(request: SinceRequest): Promise<Arrived> {
    return pooledSince({ near: this.#near, pool: this.#pool, gate: this.#gate }, request);
  }

  status(): Promise<StoreStatus> {
    return this.#near.status();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#pool[Symbol.dispose]();
    await this.#near[Symbol.asyncDispose]();
  }
}

const WORKERS = 2;
const FOLLOWERS_AT_ONCE = 1;
/** Of each thread. */
const CACHE_BYTES_MAX = 8 * 1024 * 1024;
const NEAR_CACHE_BYTES_MAX = 4 * 1024 * 1024;
