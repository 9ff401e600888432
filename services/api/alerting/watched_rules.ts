import type { OpenAPIHono } from "@hono/zod-openapi";
import { toShownRule } from "../../../runtime/alerts/shown_rule.ts";
import { tellUnwatched } from "../../../runtime/alerts/tell_unwatched.ts";
import { toStaleness } from "../../../runtime/alerts/view_problem.ts";
import type { AlertView } from "../../../runtime/alert_view.ts";
import { findKeptRule } from "../../../runtime/rules/kept_rules.ts";
import { answer } from "../answers.ts";
import { type ApiParts, runRequest } from "../parts.ts";
import { refusal } from "../problem.ts";
import { toFreshness } from "./freshness.ts";
import { ALERTING_ROUTES } from "./routes.ts";
import type { ViewReader } from "./view_reader.ts";

/** Adds `/api/v1/alerts/rules`, how rules do, and `/api/v1/receivers`, how telling goes. */
export function addWatchedRules(app: OpenAPIHono, parts: ApiParts, readView: ViewReader): void {
  const { state, now } = parts.ports;
  const toTimes = ({ progressMs }: AlertView) => ({ progressMs, nowMs: now() });
  app.openapi(ALERTING_ROUTES.rules, (c) => {
    const { limit, cursor = "" } = c.req.valid("query");
    return runRequest(parts, c.req.raw, async () => {
      const view = await readView();
      const rest = (view?.rules ?? []).filter(({ name }) => name > cursor).sort(byName);
      const page = rest.slice(0, limit);
      return answer(c, {
        items: page.map((rule) =>
          toShownRule({ ...rule, windows: rule.windows.slice(-1) }, toTimes(view!))
        ),
        ...toFreshness(view, now()),
        next_cursor: rest.length > limit ? page.at(-1)!.name : null,
      });
    });
  });
  app.openapi(ALERTING_ROUTES.rule, (c) =>
    runRequest(parts, c.req.raw, async () => {
      const view = await readView();
      const { name } = c.req.valid("param");
      const found = view?.rules.find((rule) => rule.name === name);
      if (found !== undefined) return answer(c, toShownRule(found, toTimes(view!)));
      const kept = await findKeptRule(state, name);
      throw notWatched(name, tellUnwatched(kept?.input ?? null, toStaleness(view, now())));
    }));
  app.openapi(ALERTING_ROUTES.receivers, (c) =>
    runRequest(parts, c.req.raw, async () => {
      const view = await readView();
      const items = [...view?.receivers ?? []].sort(byName);
      return answer(c, { items, ...toFreshness(view, now()), next_cursor: null });
    }));
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function notWatched(name: string, reason: string): Error {
  const shown = JSON.stringify(name.slice(0, 100));
  const detail = `Cannot tell how rule ${shown} does: it is not watched. ${reason}`;
  return refusal({ status: 404, detail });
}
