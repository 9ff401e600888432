import type { UnavailableError } from "../core/errors.ts";
import { Counter, type Registry } from "./prometheus.ts";

/** What a service waits for. */
export type Dependency = "bus" | "store";

/** Why something was to be tried again; all there are, so that each has a count of 0 from the start. */
export type ErrorReason = `${Dependency}_${"unavailable" | "full" | "too_large"}` | OtherReason;

/** What else may go wrong: another writer went on with a partition; what is too old or too much could not be removed. */
type OtherReason = "store_conflict" | "prune";

/** Makes the counter of these reasons. */
export function createErrorCounter(
  registry: Registry,
  reasons: readonly ErrorReason[],
): (reason: ErrorReason) => void {
  const errors = new Counter({
    name: "logflow_errors_total",
    help: "Failures since start, by why; what failed was or is tried again",
    labelNames: ["reason"],
    registers: [registry],
  });
  for (const reason of reasons) errors.inc({ reason }, 0);
  return (reason) => errors.inc({ reason });
}

/** Who is full (or has too much to do) says when to come again; what can never fit is a RangeError beneath. */
export function toErrorReason(of: Dependency, error: UnavailableError): ErrorReason {
  if (error.cause instanceof RangeError) return `${of}_too_large`;
  return error.retryAfterMs === undefined ? `${of}_unavailable` : `${of}_full`;
}
