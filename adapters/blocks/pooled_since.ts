import type { Arrived, LogReader, SinceRequest } from "../../ports/log_store.ts";
import type { Gate } from "../../runtime/gate.ts";
import type { SentArrived } from "./query_messages.ts";
import type { QueryPool } from "./query_pool.ts";
import { isNothing } from "./since.ts";

/** Who does what. */
export interface PooledSinceOptions {
  /** In this thread: waits for something to arrive. */
  readonly near: LogReader;
  /** Reads what arrived, and compares it with the query. */
  readonly pool: QueryPool;
  /** Entered for each reading, so that those who follow do not take all threads. */
  readonly gate: Gate;
}

/** Comparing one block takes no longer than this: who asks for more is refused. */
export const BLOCK_MS_MAX = 20_000;

/**
 * `since` that holds up nobody in this thread: comparing may take seconds, and so may a long way to the end. Only
 * the few events that have just come are read here, as asking another thread takes longer.
 */
export async function pooledSince(
  options: PooledSinceOptions,
  request: SinceRequest,
): Promise<Arrived> {
  const { query = EVERYTHING } = request;
  if (isNothing(query)) return await options.near.since(request);
  return await (query.kind === "all" ? readAll : readMatching)(options, request);
}

async function readAll(options: PooledSinceOptions, request: SinceRequest): Promise<Arrived> {
  const { near } = options;
  const ahead = await near.since({ ...request, limit: 1, waitMs: 0, query: NOTHING });
  return await (ahead.passed > NEAR_EVENTS_MAX
    ? readMatching(options, request)
    : near.since(request));
}

async function readMatching(
  options: PooledSinceOptions,
  { signal, ...request }: SinceRequest,
): Promise<Arrived> {
  const endMs = performance.now() + request.waitMs;
  let { after } = request;
  let passed = 0;
  for (;;) {
    const sent = await compare(options, { ...request, after, waitMs: 0 }, signal);
    after = sent.cursor;
    passed += sent.passed;
    const leftMs = endMs - performance.now();
    if (sent.matched > 0 || leftMs <= 0) return toArrived(sent, passed);
    const wait = { after, limit: 1, waitMs: leftMs, ...signal && { signal } };
    if (sent.passed === 0) await options.near.since(wait);
  }
}

/** The next block. */
async function compare(
  { pool, gate }: PooledSinceOptions,
  request: Omit<SinceRequest, "signal">,
  signal: AbortSignal | undefined,
): Promise<SentArrived> {
  const stop = new AbortController();
  const gone = () => stop.abort(signal!.reason);
  signal?.throwIfAborted();
  signal?.addEventListener("abort", gone);
  try {
    using _ = await gate.enter(stop.signal);
    const timer = setTimeout(() => stop.abort(tooLong()), BLOCK_MS_MAX);
    try {
      return await pool.ask({ method: "since", request }, stop.signal);
    } finally {
      clearTimeout(timer);
    }
  } finally {
    signal?.removeEventListener("abort", gone);
  }
}

function tooLong(): RangeError {
  return new RangeError(
    `Cannot read on: comparing a part of what arrived with the query takes over ` +
      `${BLOCK_MS_MAX / 1000} s; ask with fewer or shorter patterns`,
  );
}

function toArrived({ cursors, ...rest }: SentArrived, passed: number): Arrived {
  return { ...rest, passed, cursorAfter: (index) => cursors[index]! };
}

const EVERYTHING = { kind: "all" } as const;

/** Such a query reads nothing, and tells how much of the next block is there. */
const NOTHING = { kind: "not", part: EVERYTHING } as const;

/** To read as many takes about a millisecond. */
const NEAR_EVENTS_MAX = 200;
