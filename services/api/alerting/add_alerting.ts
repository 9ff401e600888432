import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiParts } from "../parts.ts";
import { addAcks } from "./acks.ts";
import { addAlerts } from "./alerts.ts";
import { addAlertHistory } from "./history.ts";
import { addRules } from "./rules.ts";
import { createViewReader } from "./view_reader.ts";
import { addWatchedRules } from "./watched_rules.ts";

/** Adds rules, what alerting shows of itself, and acknowledging alerts. Whatever has a path of its own comes first. */
export function addAlerting(app: OpenAPIHono, parts: ApiParts): void {
  const readView = createViewReader(parts.ports);
  addRules(app, parts, readView);
  addAlertHistory(app, parts);
  addWatchedRules(app, parts, readView);
  addAlerts(app, parts, readView);
  addAcks(app, parts, readView);
}
