import { createRoute, z } from "@hono/zod-openapi";
import { LABEL_LENGTH_MAX, RULE_NAME_LENGTH_MAX } from "../../../core/alert/rule_input.ts";
import { SEVERITIES } from "../../../core/alert/rule.ts";
import { needs } from "../access/scope.ts";
import { problemAnswers } from "../answers.ts";
import { FILTER_PARAMS } from "../filter.ts";
import { text, wholeNumber } from "../params.ts";
import { NO_PARAMS, PAGE_MAX, type Responses } from "../resources/declare.ts";
import { jsonBody } from "../resources/read_json.ts";
import { ALERT, CHANGE, FRESHNESS, RECEIVER, WATCHED_RULE } from "./schemas.ts";

/** How the cursors of alerts are written: where the page before ends. */
export const ALERT_CURSOR = "^(info|warning|critical)_(-?[0-9]{1,15})_([0-9a-f]{16})$";

/** How those of the history are written. */
export const HISTORY_CURSOR = "^([0-9]{1,13})_([0-9]{1,6})$";

const READ = { tags: ["alerts"], method: "get" as const, ...needs("read") };

const ACK = {
  tags: ["alerts"],
  path: "/api/v1/alerts/{fingerprint}/ack" as const,
  ...needs("admin"),
};

const LIMIT = wholeNumber({ min: 1, max: PAGE_MAX, default: 100 });

const CURSOR = "`next_cursor` of the page before";

const RULE = text(RULE_NAME_LENGTH_MAX, "Only of the rule of this name");

const LABEL_NOTES = { pattern: "^[^=]+=", examples: ["service=payment-*"] };

const LABEL = text(
  LABEL_LENGTH_MAX + 300,
  "Only where a label has this text: `name=text`, with `*` and `?` as in silences",
  LABEL_NOTES,
);

const FINGERPRINT = z.object({ fingerprint: z.string().openapi({ example: "54ef94c35a613f60" }) });

const MORE = z.int().openapi({ description: "How many more fire, beyond the worst 10,000" });

const ALERT_PAGE = paged(ALERT, { more: MORE, ...FRESHNESS })
  .openapi("AlertPage", { description: "Some of the alerts that fire" });

/** The routes of what alerting shows of itself, and of acknowledging alerts. */
export const ALERTING_ROUTES = {
  list: createRoute({
    ...{ ...READ, operationId: "listAlerts" },
    path: "/api/v1/alerts",
    summary: "The alerts that fire, the worst first, among those the newest",
    request: {
      query: z.strictObject({
        rule: RULE,
        severity: z.enum(SEVERITIES, `is none of ${SEVERITIES.join(", ")}`).optional(),
        label: LABEL,
        limit: LIMIT,
        cursor: text(60, CURSOR, { pattern: ALERT_CURSOR }),
      }),
    },
    responses: answers("A page of them", ALERT_PAGE),
  }),
  history: createRoute({
    ...{ ...READ, operationId: "listAlertHistory" },
    path: "/api/v1/alerts/history",
    summary: "What became of groups of rules in the last 30 days, the newest first",
    request: {
      query: z.strictObject({
        rule: RULE,
        from: FILTER_PARAMS.from.openapi({ description: "Windows that end then or later" }),
        to: FILTER_PARAMS.to.openapi({ description: "Windows that end before" }),
        limit: LIMIT,
        cursor: text(20, CURSOR, { pattern: HISTORY_CURSOR }),
      }),
    },
    responses: answers("A page of them; perhaps empty, though more follow", paged(CHANGE)),
  }),
  rules: createRoute({
    ...{ ...READ, operationId: "listWatchedRules" },
    path: "/api/v1/alerts/rules",
    summary: "The rules that are watched, wherever they are from, in order of their names",
    request: {
      query: z.strictObject({ limit: LIMIT, cursor: text(RULE_NAME_LENGTH_MAX, CURSOR) }),
    },
    responses: answers("A page of them", paged(WATCHED_RULE, FRESHNESS)),
  }),
  rule: createRoute({
    ...{ ...READ, operationId: "getWatchedRule" },
    path: "/api/v1/alerts/rules/{name}",
    summary: "Why a rule fires, or does not: its last windows, and what was not counted",
    request: {
      params: z.object({ name: z.string().openapi({ example: "Error rate" }) }),
      query: NO_PARAMS,
    },
    responses: answers("It", WATCHED_RULE, [404]),
  }),
  receivers: createRoute({
    ...{ ...READ, operationId: "listReceivers" },
    path: "/api/v1/receivers",
    summary: "Who is told of alerts, and how that goes",
    request: { query: NO_PARAMS },
    responses: answers("All of them", paged(RECEIVER, FRESHNESS)),
  }),
  get: createRoute({
    ...{ ...READ, operationId: "getAlert" },
    path: "/api/v1/alerts/{fingerprint}",
    summary: "One alert that fires",
    request: { params: FINGERPRINT, query: NO_PARAMS },
    responses: answers("It", ALERT, [404]),
  }),
  acknowledge: createRoute({
    ...{ ...ACK, operationId: "acknowledgeAlert" },
    method: "put",
    summary: "Acknowledge an alert: nobody is told of it any more, until it is over",
    request: { params: FINGERPRINT, query: NO_PARAMS, body: jsonBody("AlertAckInput") },
    responses: answers("The alert", ALERT, [404, 408, 413, 415]),
  }),
  unacknowledge: createRoute({
    ...{ ...ACK, operationId: "unacknowledgeAlert" },
    method: "delete",
    summary: "Take back that an alert is acknowledged",
    request: { params: FINGERPRINT, query: NO_PARAMS },
    responses: { 204: { description: "It is not acknowledged any more" }, ...problems([404]) },
  }),
};

function answers(
  description: string,
  schema: z.ZodType,
  statuses: readonly number[] = [],
): Responses {
  const found = { description, content: { "application/json": { schema } } };
  return { 200: found, ...problems(statuses) };
}

function problems(statuses: readonly number[]): Responses {
  return problemAnswers([...statuses, 400, 401, 429, 503]);
}

function paged(item: z.ZodType, more: Readonly<Record<string, z.ZodType>> = {}): z.ZodType {
  return z.object({
    items: z.array(item).openapi({ description: "In their order" }),
    ...more,
    next_cursor: z.string().nullable().openapi({ description: "null after the last page" }),
  });
}
