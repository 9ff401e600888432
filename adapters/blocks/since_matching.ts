import type { Arrived, LogReader, SinceRequest } from "../../ports/log_store.ts";
import type { Gate } from "../../runtime/gate.ts";
import type { SentArrived } from "./query_messages.ts";
import type { QueryPool } from "./query_pool.ts";

/** Who does what. */
export interface SinceMatchingOptions {
  /** In this thread: waits for something to arrive. */
  readonly near: LogReader;
  /** Compares what arrived with the query. */
  readonly pool: QueryPool;
  /** Entered for each comparison, so that those who follow do not take all threads. */
  readonly gate: Gate;
}

/** Comparing one block takes no longer than this: who asks for more is refused. */
export const BLOCK_MS_MAX = 20_000;

/** `since` with a query, whose comparisons, which may take seconds, hold up nobody in this thread. */
export async function sinceMatching(
  options: SinceMatchingOptions,
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
    if (sent.events.length > 0 || leftMs <= 0) return toArrived(sent, passed);
    const wait = { after, limit: 1, waitMs: leftMs, ...signal && { signal } };
    if (sent.passed === 0) await options.near.since(wait);
  }
}

/** The next block. */
async function compare(
  { pool, gate }: SinceMatchingOptions,
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
