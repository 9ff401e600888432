import type { ActiveAlert } from "../../core/alert/active_alert.ts";
import type { StateStore } from "../../ports/state_store.ts";
import { forgetAck, type KeptAck } from "../../runtime/alerts/acks.ts";

/** Removes the acknowledgements of alerts that are over: the next alert of the same group is another one. */
export async function forgetAcks(
  state: StateStore,
  kept: readonly KeptAck[],
  active: readonly ActiveAlert[],
): Promise<void> {
  const firing = new Map(active.map(({ fingerprint, startsAtMs }) => [fingerprint, startsAtMs]));
  for (const one of kept) {
    const { ack } = one;
    const isOver = ack === null || firing.get(ack.fingerprint) !== ack.startsAtMs;
    if (isOver) await forgetAck(state, one);
  }
}
