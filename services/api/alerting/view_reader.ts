import { type AlertView, readAlertView } from "../../../runtime/alert_view.ts";
import type { ApiPorts } from "../ports.ts";

/** Reads what `alert` shows of itself; null = none ever acted. */
export type ViewReader = () => Promise<AlertView | null>;

/** One that reads once for all who ask within a moment: it may be large. */
export function createViewReader({ state, now }: Pick<ApiPorts, "state" | "now">): ViewReader {
  let reading: Promise<AlertView | null> | null = null;
  let readMs = -Infinity;
  return () => {
    if (reading !== null && Math.abs(now() - readMs) < FRESH_MS) return reading;
    readMs = now();
    const own = readAlertView(state);
    reading = own;
    own.catch(() => {
      if (reading === own) reading = null; // Whoever asks next tries again.
    });
    return own;
  };
}

const FRESH_MS = 1000;
