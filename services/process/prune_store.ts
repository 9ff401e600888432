import type { LogWriter } from "../../ports/log_store.ts";
import { type Wait, wait } from "../../runtime/wait.ts";

/** How, and when, `process` removes what is past its retention, or too much. */
export interface PruneOptions {
  /** Events ingested longer ago than this go. */
  readonly retentionMs: number;
  /** The store keeps at most so many bytes; null = as many as it has room for. */
  readonly bytesMax: number | null;
  /** Time between two looks: short, because much may arrive in it. */
  readonly everyMs: number;
  /** One look of so many, the first of them, also looks at how old events are. */
  readonly ageEvery: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told when events were removed. */
  readonly onPruned?: (events: number) => void;
  /** Told when a look failed, once until another error comes or one succeeds; the next one tries again. */
  readonly onError?: (error: Error) => void;
  /** Replaced in tests. */
  readonly wait?: Wait;
}

/** Removes what is to go at once and then every `everyMs`, until `signal` fires. */
export async function pruneStore(
  store: Pick<LogWriter, "prune">,
  options: PruneOptions,
  signal: AbortSignal,
): Promise<void> {
  const { retentionMs, bytesMax, ageEvery, now } = options;
  const pause = options.wait ?? wait;
  let told: string | null = null;
  for (let look = 0; !signal.aborted; look++) {
    try {
      const ingestedBeforeMs = look % ageEvery === 0 ? now() - retentionMs : null;
      const events = await store.prune({
        ingestedBeforeMs,
        happenedBeforeMs: null,
        bytesMax,
        signal,
      });
      if (events > 0) options.onPruned?.(events);
      told = null;
    } catch (error) {
      const { message } = error as Error;
      if (message !== told) options.onError?.(error as Error);
      told = message;
    }
    await pause(options.everyMs, signal).catch(() => {});
  }
}
