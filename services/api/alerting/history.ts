import type { OpenAPIHono } from "@hono/zod-openapi";
import { type HistoryCursor, readHistory } from "../../../runtime/alerts/history.ts";
import { toShownChange } from "../../../runtime/alerts/shown_change.ts";
import { answer } from "../answers.ts";
import { toFilter } from "../filter.ts";
import { type ApiParts, runRequest } from "../parts.ts";
import { refuseCursor } from "./refuse_cursor.ts";
import { ALERTING_ROUTES, HISTORY_CURSOR } from "./routes.ts";

/** Adds `GET /api/v1/alerts/history`: what became of groups of rules. */
export function addAlertHistory(app: OpenAPIHono, parts: ApiParts): void {
  const { state, now } = parts.ports;
  app.openapi(ALERTING_ROUTES.history, (c) => {
    const { rule = null, from, to, limit, cursor } = c.req.valid("query");
    const { fromMs, toMs } = toFilter({ from, to }, now());
    const asked = { rule, fromMs, toMs, limit, cursor: readCursor(cursor) };
    return runRequest(parts, c.req.raw, async () => {
      const { changes, nextCursor } = await readHistory(state, asked);
      const next_cursor = nextCursor && `${nextCursor.startMs}_${nextCursor.index}`;
      return answer(c, { items: changes.map(toShownChange), next_cursor });
    });
  });
}

function readCursor(text: string | undefined): HistoryCursor | null {
  if (text === undefined) return null;
  const [, startMs, index] = new RegExp(HISTORY_CURSOR).exec(text) ?? refuseCursor();
  return { startMs: Number(startMs), index: Number(index) };
}
