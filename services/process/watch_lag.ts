import type { Bus } from "../../ports/bus.ts";
import type { Wait } from "../../runtime/wait.ts";
import { within } from "../../runtime/within.ts";
import { PROCESS_GROUP } from "./process_logs.ts";
import type { StoredTo } from "./stored_to.ts";

/** What is needed for it. */
export interface LagPorts {
  /** Tells how much waits. */
  readonly bus: Pick<Bus, "status">;
  /** Is told when nothing does. */
  readonly storedTo: Pick<StoredTo, "caughtUp">;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Replaced in tests. */
  readonly wait: Wait;
}

/** Looks every two seconds whether something waits in the bus, until the signal fires. A bus that is away tells nothing. */
export async function watchLag(ports: LagPorts, signal: AbortSignal): Promise<void> {
  const { bus, storedTo, now, wait } = ports;
  while (!signal.aborted) {
    const askedMs = now();
    const asking = bus.status("logs-raw").catch(() => null);
    const status = await within(ASK_MS_MAX, asking, null);
    const lag = status?.groups.find(({ group }) => group === PROCESS_GROUP)?.lag;
    if (lag === 0) storedTo.caughtUp(askedMs);
    await wait(LOOK_EVERY_MS, signal).catch(() => {});
  }
}

const LOOK_EVERY_MS = 2000;

/** A bus that takes longer is away. */
const ASK_MS_MAX = 2000;
