import type { LogWriter } from "../../ports/log_store.ts";
import { type Wait, wait } from "../../runtime/wait.ts";

/** How, and when, `process` removes what is past its retention. */
export interface PruneOptions {
  /** Events ingested longer ago than this go. */
  readonly retentionMs: number;
  /** Time between two looks. */
  readonly everyMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told when events were removed. */
  readonly onPruned?: (events: number) => void;
  /** Told when a look failed; the next one tries again. */
  readonly onError?: (error: Error) => void;
  /** Replaced in tests. */
  readonly wait?: Wait;
}

/** Removes expired events at once and then every `everyMs`, until `signal` fires. */
export async function pruneStore(
  store: Pick<LogWriter, "prune">,
  options: PruneOptions,
  signal: AbortSignal,
): Promise<void> {
  const pause = options.wait ?? wait;
  while (!signal.aborted) {
    try {
      const events = await store.prune({ ingestedBeforeMs: options.now() - options.retentionMs });
      if (events > 0) options.onPruned?.(events);
    } catch (error) {
      options.onError?.(error as Error);
    }
    await pause(options.everyMs, signal).catch(() => {});
  }
}
