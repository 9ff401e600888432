import type { BytePool } from "./byte_pool.ts";
import { withDeadline } from "./deadline.ts";
import type { Metrics } from "./metrics.ts";
import { type ApiOptions, type ApiPorts, DEADLINE_MS } from "./ports.ts";

/** What every group of routes is given. */
export interface ApiParts {
  /** What the API needs from outside. */
  readonly ports: ApiPorts;
  /** With the actual port. */
  readonly options: ApiOptions;
  /** Counts of what is answered. */
  readonly metrics: Metrics;
  /** Room for the bodies of all pushes under way. */
  readonly pool: BytePool;
  /** Fires when requests under way are to end. */
  readonly stopping: AbortSignal;
}

/** Runs the work of one request within its deadline; see {@linkcode withDeadline}. */
export function runRequest<T>(
  { options, stopping }: ApiParts,
  request: Request,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  return withDeadline({ request, stopping, deadlineMs }, work);
}
