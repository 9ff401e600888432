import type { AlertView } from "../../../runtime/alert_view.ts";
import { toIso } from "../../../runtime/alerts/shown_alert.ts";
import { toViewProblem } from "../../../runtime/alerts/view_problem.ts";

/** As of when an answer is, and what it lacks. */
export function toFreshness(view: AlertView | null, nowMs: number) {
  return {
    written_at: view && toIso(view.atMs),
    progress_at: view && toIso(view.progressMs),
    problem: toViewProblem(view, nowMs),
  };
}
