import type { OpenAPIHono } from "@hono/zod-openapi";
import { isKeyRequired } from "./access/caller.ts";
import { SCHEMES, type Secured } from "./access/scope.ts";
import type { ApiOptions } from "./ports.ts";

/** Adds `/openapi.json`: all that the routes declare, and how keys are sent. Made when it is asked for first. */
export function addOpenApi(app: OpenAPIHono, options: ApiOptions): void {
  for (const [name, scheme] of Object.entries(SCHEMES)) {
    app.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  }
  let document: ReturnType<typeof toDocument> | null = null;
  app.get("/openapi.json", (c) => c.json(document ??= toDocument(app, options)));
}

function toDocument(app: OpenAPIHono, options: ApiOptions) {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "LogFlow", version: options.version },
  });
  if (isKeyRequired(options)) return document;
  const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path));
  for (const operation of operations as { security?: Secured["security"] }[]) {
    const { security = [] } = operation; // The route's own, which other apps have, too.
    if (security.length > 0) operation.security = [...security, {}]; // Nothing is an alternative.
  }
  return document;
}
