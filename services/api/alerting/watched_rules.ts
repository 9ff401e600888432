import type { OpenAPIHono } from "@hono/zod-openapi";
import { toShownRule } from "../../../runtime/alerts/shown_rule.ts";
import { toViewProblem } from "../../../runtime/alerts/view_problem.ts";
import { answer } from "../answers.ts";
import { type ApiParts, runRequest } from "../parts.ts";
import { refusal } from "../problem.ts";
import { toFreshness } from "./freshness.ts";
import { ALERTING_ROUTES } from "./routes.ts";
import type { ViewReader } from "./view_reader.ts";

/** Adds `/api/v1/alerts/rules`, how rules do, and `/api/v1/receivers`, how telling goes. */
export function addWatchedRules(app: OpenAPIHono, parts: ApiParts, readView: ViewReader): void {
  const { now } = parts.ports;
  app.openapi(ALERTING_ROUTES.rules, (c) => {
    const { limit, cursor = "" } = c.req.valid("query");
    return runRequest(parts, c.req.raw, async () => {
      const view = await readView();
      const rest = (view?.rules ?? []).filter(({ name }) => name > cursor).sort(byName);
      const page = rest.slice(0, limit);
      return answer(c, {
        items: page.map((rule) => toShownRule({ ...rule, windows: rule.windows.slice(-1) })),
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
      if (found !== undefined) return answer(c, toShownRule(found));
      throw notWatched(name, toViewProblem(view, now()));
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

function notWatched(name: string, problem: string | null): Error {
  const shown = JSON.stringify(name.slice(0, 100));
  const known = problem ?? "There is none of this name, it is not enabled, or it is very new";
  const detail = `Cannot tell how rule ${shown} does: it is not watched. ${known}`;
  return refusal({ status: 404, detail });
}
