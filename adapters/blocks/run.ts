import type { LogEvent } from "../../core/event.ts";

/** Events that arrived one right after the other. */
export interface Run {
  /** Event `i` arrived as number `firstArrival + i`. */
  readonly firstArrival: number;
  /** In order of arrival. */
  readonly events: readonly LogEvent[];
}
