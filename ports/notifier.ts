import type { Notice } from "../core/alert/notice.ts";

/** Tells a receiver, over one channel. */
export interface Notifier extends AsyncDisposable {
  /**
   * Resolves once the receiver has taken the notice. Rejects with `UnavailableError` where it may take it later
   * (away, too slow, too busy), with another error where it refuses what it was told: to tell it again is of no use
   * before somebody mends it. It may have taken it all the same: a repeat has the same id. Ends within 30 s, or with
   * the signal's reason once that fires.
   */
  send(notice: Notice, signal: AbortSignal): Promise<void>;
}
