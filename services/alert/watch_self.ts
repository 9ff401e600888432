import type { AlertBook } from "../../core/alert/alert_book.ts";
import { tellTime } from "../../core/tell_time.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * What keeps windows from being judged for {@linkcode STALLED_MS} is an alert, too, of which everybody is told: nobody
 * would be told of what happens meanwhile. Whether it is so.
 */
export function watchSelf(
  book: AlertBook,
  { rules, problem }: Pick<Surroundings, "rules" | "problem">,
  { progressMs, nowMs }: { readonly progressMs: number; readonly nowMs: number },
): boolean {
  const isStalled = rules.length > 0 && nowMs - progressMs >= STALLED_MS;
  if (isStalled) {
    const receivers = [...new Set(rules.flatMap(({ rule }) => rule.receivers))];
    const why = problem ?? "alerting is behind";
    const summary = `No window is judged since ${tellTime(progressMs)}: ${why}`;
    book.raiseOwn({ name: STALLED, summary, receivers, startsAtMs: nowMs });
  } else book.clearOwn(STALLED, nowMs);
  return isStalled;
}

/** The name of the alert. */
const STALLED = "LogFlow: alerting is behind";

/** So long windows may wait to be judged. */
export const STALLED_MS: number = 5 * 60_000;
