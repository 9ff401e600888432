import { UnavailableError } from "../core/errors.ts";
import type { Bus } from "../ports/bus.ts";
import { wait as waitFor } from "../runtime/wait.ts";

/**
 * Asks the bus every second whether it can go on, for a service that uses it only when it is asked to.
 * Fires, with the fault, once only opening the bus anew helps: its file is damaged (others wait until
 * nobody has it open) or gone. Asks no more after `signal`.
 */
export function watchBus(
  bus: Pick<Bus, "status">,
  signal: AbortSignal,
  wait = waitFor,
): AbortSignal {
  const lost = new AbortController();
  const look = async () => {
    while (!signal.aborted) {
      await wait(LOOK_EVERY_MS, signal);
      await bus.status("logs-raw").catch((error) => {
        if (!(error instanceof UnavailableError)) throw error;
      });
    }
  };
  look().catch((error) => signal.aborted || lost.abort(error));
  return lost.signal;
}

const LOOK_EVERY_MS = 1000;
