import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { RULE_NAME_LENGTH_MAX, type RuleFault } from "../../core/alert/rule_input.ts";
import type { Rule } from "../../core/alert/rule.ts";
import { toRule } from "../../core/alert/to_rule.ts";
import type { LogReader } from "../../ports/log_store.ts";
import { backtest, BACKTEST_RULES_MAX } from "../../runtime/backtest/backtest.ts";
import { ALERTS_TOLD_MAX, tellBacktest } from "../../runtime/backtest/told_backtest.ts";
import { listKeptRules } from "../../runtime/rules/kept_rules.ts";
import { RULE_SCHEMA } from "../../runtime/rules/rule_schema.ts";
import { needs } from "./access/scope.ts";
import { answer, answers } from "./answers.ts";
import { withDeadline } from "./deadline.ts";
import { TIME, toTimeMs } from "./filter.ts";
import type { ApiParts } from "./parts.ts";
import { refusal } from "./problem.ts";
import { bodyText } from "./resources/body_schemas.ts";
import { NO_PARAMS } from "./resources/declare.ts";
import { jsonBody, readJson } from "./resources/read_json.ts";
import { refuseBody } from "./resources/refuse_body.ts";
import { createSlots } from "./slots.ts";
import { toldTime } from "./told_time.ts";

/** Adds `POST /api/v1/rules/backtest`: what rules would have found in what is stored. */
export function addBacktest(app: OpenAPIHono, parts: ApiParts): void {
  const { ports, options: { backtestMs = BACKTEST_MS }, stopping } = parts;
  const slots = createSlots({ max: BACKTESTS_MAX, what: "backtest rules" });
  app.openAPIRegistry.register("BacktestInput", INPUT);
  app.openapi(BACKTEST, (c) => {
    const limits = { request: c.req.raw, stopping, deadlineMs: backtestMs + SPARE_MS };
    return withDeadline(limits, async (signal) => {
      const given = await readJson(parts, { request: c.req.raw, signal }, INPUT);
      const nowMs = ports.now();
      const range = toRange(given, nowMs);
      const rules = await toRules(parts, given);
      using _ = slots.take();
      const enough = AbortSignal.timeout(backtestMs);
      const store = toSharing(parts, signal);
      const found = await backtest({ rules, ...range, store, signal, enough, cells: CELLS });
      return answer(c, tellBacktest(found, ports.now() - nowMs));
    });
  });
}

/** So many are under way at once. */
export const BACKTESTS_MAX = 1;

/** Less than in the alerting service, as other work goes on beside it: some 10 MiB. */
const CELLS = 100_000;

/** A backtest that takes longer tells what it found until then. */
const BACKTEST_MS = 60_000;

/** For what is not the backtest itself. */
const SPARE_MS = 15_000;

/** Each question to the store waits for its turn among all searches. */
function toSharing(
  { ports: { store }, searches }: ApiParts,
  signal: AbortSignal,
): Pick<LogReader, "search" | "aggregate"> {
  return {
    async search(request) {
      using _ = await searches.enter(request.signal ?? signal);
      return await store.search(request);
    },
    async aggregate(request) {
      using _ = await searches.enter(request.signal ?? signal);
      return await store.aggregate(request);
    },
  };
}

type Given = z.output<typeof INPUT>;

function toRange({ from, to }: Given, nowMs: number) {
  const range = {
    fromMs: toTimeMs("from", from, nowMs),
    toMs: to === undefined ? nowMs : toTimeMs("to", to, nowMs),
  };
  if (range.fromMs < range.toMs) return range;
  const detail = `Cannot backtest: "from" (${from}) is not before "to" (${to ?? "now"})`;
  throw refusal({ status: 400, detail });
}

/** Those that are given and those that are kept. */
async function toRules({ ports: { state } }: ApiParts, { rules, kept }: Given): Promise<Rule[]> {
  const found = rules.map((input) => toRule(input).rule!);
  const faults: RuleFault[] = [];
  const known = kept.length === 0 ? [] : (await listKeptRules(state)).rules;
  for (const [i, name] of kept.entries()) {
    const one = known.find(({ rule }) => rule.name === name);
    if (one !== undefined) found.push(one.rule);
    else faults.push({ path: ["kept", i], message: "is no rule that is kept" });
  }
  const names = found.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) faults.push({ path: ["rules"], message: `has "${twice}" twice` });
  if (found.length > BACKTEST_RULES_MAX) faults.push({ path: ["rules"], message: TOO_MANY });
  if (found.length + faults.length === 0) {
    faults.push({ path: ["rules"], message: 'has none, nor has "kept"; give one' });
  }
  if (faults.length === 0) return found;
  throw refuseBody(faults);
}

const TOO_MANY = `has over ${BACKTEST_RULES_MAX} rules, with those of "kept"; leave some out`;

function list<T extends z.ZodType>(item: T, notes: Record<string, unknown>) {
  return z.array(item, "is no list").max(BACKTEST_RULES_MAX, TOO_MANY)
    .openapi({ ...notes, maxItems: BACKTEST_RULES_MAX }).default([]);
}

const INPUT = z.strictObject({
  rules: list(RULE_SCHEMA, {
    description: "As rules are made, with names of their own, enabled or not; they are not kept",
    items: { $ref: "#/components/schemas/RuleInput" },
  }),
  kept: list(bodyText(RULE_NAME_LENGTH_MAX), {
    description: "Names of rules that are kept",
    uniqueItems: true,
  }),
  from: bodyText(64).openapi({
    ...TIME,
    description:
      "Windows that end after it are judged: ISO 8601, epoch ms, `now-7d`, or `7d` (ago)",
    example: "now-7d",
  }),
  to: bodyText(64).openapi({ ...TIME, description: "Up to this time; now when missing" })
    .optional(),
}).openapi({ description: "Which rules over which time" });

const FOUND = z.object({
  from: toldTime("As asked for"),
  to: toldTime("How far it got"),
  complete: z.boolean().openapi({
    description: "Whether that is as far as was asked for; else it took too long",
  }),
  rules: z.array(z.object({
    name: z.string(),
    events: z.int().openapi({ description: "How many its windows were made of" }),
    crowded: z.int().openapi({
      description: "Of these: for which there was no room, so that groups or values are left out",
    }),
    alerts: z.int().openapi({ description: "How often it would have fired" }),
  })).openapi({ description: "Those given, then those kept" }),
  alerts: z.array(z.object({
    rule: z.string(),
    labels: z.record(z.string(), z.string()),
    starts_at: toldTime("End of the first window"),
    ends_at: toldTime("When it was over; null = it still fired at the end").nullable(),
    peak: z.number().nullable().openapi({
      description: "Of the values of its windows the one that is farthest beyond the threshold",
    }),
  })).openapi({
    description: `In order of their beginning, at most ${ALERTS_TOLD_MAX}`,
    maxItems: ALERTS_TOLD_MAX,
  }),
  more_alerts: z.int().openapi({ description: "How many more there are" }),
  receivers: z.array(z.object({
    name: z.string(),
    notices: z.int().openapi({ description: "How many it would have been told" }),
  })).openapi({ description: "Those that the rules name" }),
  took_ms: z.int().openapi({ description: "Milliseconds" }),
}).openapi("Backtest", { description: "What rules would have found" });

const BACKTEST = createRoute({
  method: "post",
  path: "/api/v1/rules/backtest",
  operationId: "backtestRules",
  ...needs("read"),
  tags: ["rules"],
  summary: "What rules would have found in what is stored; nothing is kept, nobody is told",
  request: { query: NO_PARAMS, body: jsonBody("BacktestInput") },
  responses: answers("What they would have found", FOUND, [400, 408, 413, 415]),
});
