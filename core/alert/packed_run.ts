import type { PackedGroup } from "./group.ts";
import type { Uncounted } from "./uncounted.ts";
import type { WindowNote } from "./window_log.ts";

/** How far a run is, as JSON. */
export interface PackedRun {
  /** The last window judged. */
  readonly judged: number;
  /** The first. */
  readonly first: number;
  /** All of them. */
  readonly groups: readonly PackedGroup[];
  /** The last ones. */
  readonly windows: readonly WindowNote[];
  /** Since it began. */
  readonly uncounted: Readonly<Uncounted>;
}
