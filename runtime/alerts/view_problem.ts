import { tellTime } from "../../core/tell_time.ts";
import type { AlertView } from "../alert_view.ts";

/** Why what `alert` shows of itself (null = nothing) is not all of the truth; null = all is well. */
export function toViewProblem(view: AlertView | null, nowMs: number): string | null {
  return toStaleness(view, nowMs) ?? view!.problem;
}

/** Why what is shown is not of now; null = it is. */
export function toStaleness(view: Pick<AlertView, "atMs"> | null, nowMs: number): string | null {
  if (view === null) return "No `alert` ever acted here; start one";
  if (nowMs - view.atMs <= STALE_MS) return null;
  const written = tellTime(view.atMs);
  return `No \`alert\` acts; what is shown here is of ${written}. Start one, or see its log`;
}

/** One that acts writes every few seconds. */
const STALE_MS = 30_000;
