import type { ActiveAlert } from "../../core/alert/active_alert.ts";
import type { StateStore } from "../../ports/state_store.ts";
import type { KeptAck } from "../../runtime/alerts/acks.ts";
import { removeAll } from "../../runtime/remove_all.ts";

/**
 * Removes the acknowledgements of alerts that are over: the next alert of the same group is another one. What cannot be
 * removed now is the next time.
 */
export async function forgetAcks(
  state: StateStore,
  kept: readonly KeptAck[],
  active: readonly ActiveAlert[],
): Promise<void> {
  const firing = new Map(active.map(({ fingerprint, startsAtMs }) => [fingerprint, startsAtMs]));
  const over = kept.filter(({ ack }) =>
    ack === null || firing.get(ack.fingerprint) !== ack.startsAtMs
  );
  await removeAll(state, over.map(({ document }) => document));
}
