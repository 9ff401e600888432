import { z } from "zod";
import {
  EVENTS_MIN_MAX,
  FIELD_NAME_LENGTH_MAX,
  GROUP_FIELDS_MAX,
  LABEL_LENGTH_MAX,
  LABEL_NAME_PATTERN,
  LABELS_MAX,
  METRIC_LENGTH_MAX,
  RULE_NAME_LENGTH_MAX,
  RULE_NAME_PATTERN,
  RULE_TYPES,
} from "../../core/alert/rule_input.ts";
import { SEVERITIES } from "../../core/alert/rule.ts";
import { TEMPLATE_LENGTH_MAX } from "../../core/alert/template.ts";
import { THRESHOLD_PATTERN } from "../../core/alert/to_condition.ts";
import { LENGTH_PATTERN } from "../../core/alert/to_times.ts";
import { QUERY_LENGTH_MAX } from "../../core/query/parse_query.ts";
import { tellNo } from "../tell_no.ts";
import { checkRule } from "./check_rule.ts";

function text(meta: Record<string, unknown>) {
  return z.string({ error: tellNo("text") }).meta(meta);
}

function length(description: string, example: string) {
  return text({ description, pattern: LENGTH_PATTERN, format: "logflow-length", example });
}

function query(description: string, example: string) {
  return text({ description, format: "logflow-query", maxLength: QUERY_LENGTH_MAX, example });
}

function texts(description: string, value: Record<string, unknown>) {
  return z.record(z.string(), text(value), { error: tellNo("object of texts") }).meta({
    ...{ description, maxProperties: LABELS_MAX, propertyNames: { pattern: LABEL_NAME_PATTERN } },
  });
}

function list(description: string, item: Record<string, unknown>, maxItems: number) {
  return z.array(text(item), { error: tellNo("list of texts") })
    .meta({ description, maxItems, uniqueItems: true });
}

const NAME = { pattern: RULE_NAME_PATTERN, maxLength: RULE_NAME_LENGTH_MAX, minLength: 1 };

const FIELD = { pattern: "^[^*?]+$", maxLength: FIELD_NAME_LENGTH_MAX, minLength: 1 };

const SHAPE = {
  name: text({ description: "What it is called; unique", example: "Error rate", ...NAME }),
  query: query("Which events; without pipes, times in full", "level:ERROR service:payment-*"),
  type: z.enum(RULE_TYPES, { error: tellNo(`type; give one of ${RULE_TYPES.join(", ")}`) })
    .meta({ description: "What is looked at" }),
  window: length("How long the windows are whose events are looked at", "5m"),
  threshold: z.union([z.string(), z.number()], { error: tellNo("text or number") }).meta({
    description: "`>= 50`, `> 0.5`, `<= 3`, `< 1`, or a number, which means `>=`",
    type: ["string", "number"],
    pattern: THRESHOLD_PATTERN,
    example: ">= 50",
  }).optional(),
  metric: text({
    description: "Of `metric`: a function as after `| stats`",
    format: "logflow-function",
    maxLength: METRIC_LENGTH_MAX,
    example: "p95(latency_ms)",
  }).optional(),
  part: query("Of `ratio`: the events whose share of all that match `query` is told", "level:ERROR")
    .optional(),
  min_events: z.number({ error: tellNo("number") }).meta({
    description: "Of `ratio` (1) and `spike` (10): fewer events say nothing",
    ...{ type: "integer", minimum: 1, maximum: EVENTS_MIN_MAX },
  }).optional(),
  against: text({
    description: "Of `spike`: `previous`, or how much earlier the other window is",
    pattern: `^previous$|${LENGTH_PATTERN}`,
    example: "1d",
  }).optional(),
  field: text({ description: "Of `new_value`: whose values are looked at", ...FIELD }).optional(),
  group_by: list("Each of their texts has windows of its own", FIELD, GROUP_FIELDS_MAX).optional(),
  for: length("So long the threshold has to be met", "2m").optional(),
  keep_firing_for: length("So long it may fail to be met", "5m").optional(),
  interval: length("From one window to the next", "1m").optional(),
  lateness: length("How late events may come and still count", "1m").optional(),
  remember: length("How long a group without events is watched", "24h").optional(),
  severity: z.enum(SEVERITIES, { error: tellNo(`severity; give one of ${SEVERITIES.join(", ")}`) })
    .meta({ description: "How bad it is" }).optional(),
  labels: texts("Go with every alert", { maxLength: LABEL_LENGTH_MAX }).optional(),
  annotations: texts("Texts for people, with `{{ value }}` and other names in them", {
    maxLength: TEMPLATE_LENGTH_MAX,
    format: "logflow-template",
  }).optional(),
  receivers: list("Names of those who are told", NAME, LABELS_MAX).optional(),
  enabled: z.boolean({ error: ({ input }) => `is ${JSON.stringify(input)}; give true or false` })
    .meta({ description: "False: it is kept, but does nothing" }).optional(),
};

/**
 * A rule as it is written in a file or sent to the API: `RuleInput`. What is no rule is refused with every fault,
 * also those that `toRule` finds.
 */
export const RULE_SCHEMA: z.ZodObject<typeof SHAPE, z.core.$strict> = z.strictObject(SHAPE)
  .superRefine((_, context) => checkRule(context, Object.keys(SHAPE)), { when: () => true });
