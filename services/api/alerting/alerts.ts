import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Severity } from "../../../core/alert/rule.ts";
import { parsePattern } from "../../../core/query/parse_pattern.ts";
import type { AlertView, ViewedAlert } from "../../../runtime/alert_view.ts";
import {
  type AlertCursor,
  type AlertFilter,
  pageAlerts,
} from "../../../runtime/alerts/page_alerts.ts";
import { readMuting, toShownAlert } from "../../../runtime/alerts/shown_alert.ts";
import { toStaleness } from "../../../runtime/alerts/view_problem.ts";
import { answer } from "../answers.ts";
import { type ApiParts, runRequest } from "../parts.ts";
import { refusal } from "../problem.ts";
import { toFreshness } from "./freshness.ts";
import { refuseCursor } from "./refuse_cursor.ts";
import { ALERT_CURSOR, ALERTING_ROUTES } from "./routes.ts";
import type { ViewReader } from "./view_reader.ts";

/** Adds `/api/v1/alerts`: what fires, and one of it. */
export function addAlerts(app: OpenAPIHono, parts: ApiParts, readView: ViewReader): void {
  const { state, now } = parts.ports;
  app.openapi(ALERTING_ROUTES.list, (c) => {
    const { limit, cursor, ...given } = c.req.valid("query");
    const filter = toFilter(given);
    const page = { limit, cursor: readCursor(cursor) };
    return runRequest(parts, c.req.raw, async () => {
      const [view, muting] = await Promise.all([readView(), readMuting(state)]);
      const { alerts, nextCursor } = pageAlerts(view?.alerts ?? [], filter, page);
      return answer(c, {
        items: alerts.map((alert) => toShownAlert(alert, muting, now())),
        more: countMore(view),
        ...toFreshness(view, now()),
        next_cursor: nextCursor && printCursor(nextCursor),
      });
    });
  });
  app.openapi(ALERTING_ROUTES.get, (c) =>
    runRequest(parts, c.req.raw, async () => {
      const alert = await findAlert(parts, readView, c.req.valid("param").fingerprint);
      return answer(c, toShownAlert(alert, await readMuting(state), now()));
    }));
}

/** The alert of this fingerprint that fires; refuses with 404. */
export async function findAlert(
  { ports }: ApiParts,
  readView: ViewReader,
  fingerprint: string,
): Promise<ViewedAlert> {
  const view = await readView();
  const found = view?.alerts.find((alert) => alert.fingerprint === fingerprint);
  if (found !== undefined) return found;
  const shown = JSON.stringify(fingerprint.slice(0, 100));
  const staleness = toStaleness(view, ports.now());
  const known = staleness === null ? "" : `. ${staleness}`;
  throw refusal({ status: 404, detail: `Cannot find alert ${shown}: it does not fire${known}` });
}

function countMore(view: AlertView | null): number {
  if (view === null) return 0;
  const { info, warning, critical } = view.firing;
  return info + warning + critical - view.alerts.length;
}

interface Given {
  readonly rule?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly label?: string | undefined;
}

function toFilter({ rule, severity, label }: Given): AlertFilter {
  const wanted = { rule: rule ?? null, severity: severity ?? null };
  if (label === undefined) return { ...wanted, label: null };
  const at = label.indexOf("=");
  if (at <= 0) {
    const detail = 'Cannot read "label": it is no name with a text; write service=payment-*';
    throw refusal({ status: 400, detail });
  }
  const value = parsePattern(label.slice(at + 1));
  return { ...wanted, label: { name: label.slice(0, at), value } };
}

function readCursor(text: string | undefined): AlertCursor | null {
  if (text === undefined) return null;
  const [, severity, startsAt, fingerprint] = new RegExp(ALERT_CURSOR).exec(text) ?? refuseCursor();
  const startsAtMs = Number(startsAt);
  return { severity: severity as Severity, startsAtMs, fingerprint: fingerprint! };
}

function printCursor({ severity, startsAtMs, fingerprint }: AlertCursor): string {
  return `${severity}_${startsAtMs}_${fingerprint}`;
}
