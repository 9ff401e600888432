import { tellTime } from "../../../core/tell_time.ts";
import type { AlertView } from "../../../runtime/alert_view.ts";
import { toViewProblem } from "../../../runtime/alerts/view_problem.ts";

/** As of when an answer is, and what it lacks. */
export function toFreshness(view: AlertView | null, nowMs: number) {
  return {
    written_at: view && tellTime(view.atMs),
    progress_at: view && tellTime(view.progressMs),
    problem: toViewProblem(view, nowMs),
  };
}
