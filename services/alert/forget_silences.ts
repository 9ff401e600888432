import type { StateStore } from "../../ports/state_store.ts";
import { removeAll } from "../../runtime/remove_all.ts";
import {
  type KeptSilence,
  OVER_KEPT_MS,
  SILENCE_PREFIX,
} from "../../runtime/rules/kept_silences.ts";

/**
 * Removes silences that are over for longer than the history goes back, some at a time: there may be only so many.
 * What cannot be removed now can be the next time.
 */
export async function forgetSilences(
  state: StateStore,
  kept: readonly KeptSilence[],
  nowMs: number,
): Promise<void> {
  const old = kept.filter(({ toMs }) => nowMs - toMs > OVER_KEPT_MS).slice(0, AT_ONCE_MAX);
  await removeAll(state, old.map(({ id, revision }) => ({ key: SILENCE_PREFIX + id, revision })));
}

/** Alerting waits for it. */
const AT_ONCE_MAX = 50;
