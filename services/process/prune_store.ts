import type { LogWriter } from "../../ports/log_store.ts";
import type { StateStore } from "../../ports/state_store.ts";
import { carryOutDeletions, type Deletion } from "../../runtime/deletions.ts";
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
  /** Has what somebody asked to be removed. */
  readonly state: StateStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told when events were removed. */
  readonly onPruned?: (events: number) => void;
  /** Told when a deletion was carried out. */
  readonly onDeleted?: (deletion: Deletion, events: number) => void;
  /** Told when a look failed, once until another error comes or one succeeds; the next one tries again. */
  readonly onError?: (error: Error) => void;
  /** Replaced in tests. */
  readonly wait?: Wait;
}

/**
 * Removes what is to go, and what somebody asked to be removed, at once and then every `everyMs`, until `signal`
 * fires.
 */
export async function pruneStore(
  store: Pick<LogWriter, "prune">,
  options: PruneOptions,
  signal: AbortSignal,
): Promise<void> {
  const { retentionMs, bytesMax, ageEvery, now, state } = options;
  const pause = options.wait ?? wait;
  const none = { ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax: null, signal };
  const keepWithin = toldOnce(options, async (look) => {
    const ingestedBeforeMs = look % ageEvery === 0 ? now() - retentionMs : null;
    const events = await store.prune({ ...none, ingestedBeforeMs, bytesMax });
    if (events > 0) options.onPruned?.(events);
  });
  const remove = async (deletion: Deletion) => {
    const removed = await store.prune({ ...none, happenedBeforeMs: deletion.beforeMs });
    options.onDeleted?.(deletion, removed);
    return removed;
  };
  const carryOut = toldOnce(options, () => carryOutDeletions({ state, now, remove, signal }));
  for (let look = 0; !signal.aborted; look++) {
    await keepWithin(look);
    await carryOut(look);
    await pause(options.everyMs, signal).catch(() => {});
  }
}

/** The work, whose errors are told, each until there is another or none. */
function toldOnce(
  { onError }: PruneOptions,
  work: (look: number) => Promise<void>,
): (look: number) => Promise<void> {
  let told: string | null = null;
  return async (look) => {
    try {
      await work(look);
      told = null;
    } catch (error) {
      const { message } = error as Error;
      if (message !== told) onError?.(error as Error);
      told = message;
    }
  };
}
