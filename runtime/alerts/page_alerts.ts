import type { ActiveAlert } from "../../core/alert/active_alert.ts";
import { labelOf } from "../../core/alert/label_of.ts";
import { SEVERITIES, type Severity } from "../../core/alert/rule.ts";
import type { Pattern } from "../../core/query/ast.ts";
import { matchPattern } from "../../core/query/pattern.ts";

/** Which alerts; null = whichever. */
export interface AlertFilter {
  /** Name of their rule. */
  readonly rule: string | null;
  /** Of them. */
  readonly severity: Severity | null;
  /** What a label has to be; one that an alert has not is empty. */
  readonly label: { readonly name: string; readonly value: Pattern } | null;
}

/** What a page ends with, so that the next begins behind it whatever has begun or ended meanwhile. */
export type AlertCursor = Pick<ActiveAlert, "severity" | "startsAtMs" | "fingerprint">;

/** Those of the alerts that are meant, from behind the cursor on; at most so many. They come in order. */
export function pageAlerts<A extends ActiveAlert>(
  alerts: readonly A[],
  filter: AlertFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor: AlertCursor | null },
): { readonly alerts: readonly A[]; readonly nextCursor: AlertCursor | null } {
  const meant = alerts.filter((alert) => isMeant(alert, filter))
    .filter((alert) => cursor === null || compareAlerts(alert, cursor) > 0);
  const page = meant.slice(0, limit);
  return { alerts: page, nextCursor: meant.length > limit ? page.at(-1)! : null };
}

/** The worst first, among those that began last; negative where `a` comes before `b`. */
export function compareAlerts(a: AlertCursor, b: AlertCursor): number {
  return SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    b.startsAtMs - a.startsAtMs ||
    (a.fingerprint < b.fingerprint ? -1 : a.fingerprint > b.fingerprint ? 1 : 0);
}

function isMeant(alert: ActiveAlert, { rule, severity, label }: AlertFilter): boolean {
  return (rule === null || alert.rule === rule) &&
    (severity === null || alert.severity === severity) &&
    (label === null || matchPattern(label.value, labelOf(alert, label.name)));
}
