import { z } from "@hono/zod-openapi";
import type { Telling } from "../../../core/alert/dispatcher.ts";
import type { AlertState } from "../../../core/alert/phase.ts";
import { RULE_TYPES } from "../../../core/alert/rule_input.ts";
import { SEVERITIES } from "../../../core/alert/rule.ts";
import type { ShownAlert } from "../../../runtime/alerts/shown_alert.ts";
import type { ShownChange } from "../../../runtime/alerts/shown_change.ts";
import type { ShownRule } from "../../../runtime/alerts/shown_rule.ts";
import { bodyText } from "../resources/body_schemas.ts";

/** Of a comment, characters. */
export const COMMENT_LENGTH_MAX = 1000;

/** The body of an acknowledgement. */
export const ACK_INPUT = z.strictObject({
  comment: bodyText(COMMENT_LENGTH_MAX).default("").openapi({
    description: "What is known of it, or is being done",
    example: "The database is being restarted",
  }),
}).openapi({ description: "What is given to acknowledge an alert" });

const time = (description: string) => z.string().openapi({ description, format: "date-time" });

const RULE = z.string().openapi({ description: "Name of the rule", example: "Error rate" });

const FINGERPRINT = z.string().openapi({
  description: "Of the rule and the group: the same whenever it fires",
  example: "54ef94c35a613f60",
});

const LABELS = z.record(z.string(), z.string()).openapi({
  description: "Those of the rule, and the fields that make the group",
  example: { service: "payment-service" },
});

const SEVERITY = z.enum(SEVERITIES).openapi({ description: "Of the rule" });

const COMMENT = z.string().openapi({ description: "Perhaps empty" });

const ACK = z.object({
  by: z.string().openapi({ description: "Visible prefix of a key, `loopback` or `cli`" }),
  at: time("When"),
  comment: COMMENT,
});

const MUTE = z.object({
  id: z.string().openapi({ description: "Of the silence" }),
  by: z.string().openapi({ description: "Its author" }),
  to: time("When it ends"),
  comment: COMMENT,
});

const TELLING: z.ZodType<Telling> = z.object({
  receiver: z.string().openapi({ description: "Its name" }),
  state: z.enum(["told", "waiting", "failing", "unknown"]).openapi({
    description: "`failing`: it did not take it yet; `unknown`: there is no receiver of this name",
  }),
});

/** An alert that fires. */
export const ALERT: z.ZodType<ShownAlert> = z.object({
  fingerprint: FINGERPRINT,
  rule: RULE,
  severity: SEVERITY,
  labels: LABELS,
  annotations: z.record(z.string(), z.string())
    .openapi({ description: "The rule's texts, with their values" }),
  started_at: time("When it began, to the rule's interval"),
  value: z.number().nullable()
    .openapi({ description: "Of the last window in which it fired; null = it had none" }),
  query: z.string().openapi({ description: "Finds its events: `q` of `/api/v1/logs`" }),
  from: time("Beginning of the window that fired first: `from` of `/api/v1/logs`"),
  acknowledged: ACK.nullable()
    .openapi({ description: "Who has seen it, so that nobody is told any more; null = nobody" }),
  silenced: MUTE.nullable().openapi({
    description: "The silence that keeps it from being told the longest; null = there is none",
  }),
  told: z.array(TELLING).openapi({
    description: "Whom its rule names, and how it stands with each",
  }),
}).openapi("Alert", { description: "An alert that fires" });

/** How fresh an answer is, and what it lacks. */
export const FRESHNESS = {
  written_at: time("As of when; null = `alert` never acted").nullable(),
  progress_at: time(
    "Windows that end by then are judged, but for each rule's lateness; null = `alert` never acted",
  ).nullable(),
  problem: z.string().nullable()
    .openapi({ description: "What keeps alerting from its work; null = nothing" }),
};

const STATES: readonly AlertState[] = ["ok", "pending", "firing"];

/** A change of a group's state. */
export const CHANGE: z.ZodType<ShownChange> = z.object({
  at: time("When it was found"),
  fingerprint: FINGERPRINT,
  rule: RULE,
  labels: LABELS,
  state: z.enum(STATES).openapi({ description: "The new one" }),
  window_end: time("End of the window it came with"),
  value: z.number().nullable().openapi({ description: "Of that window; null = it had none" }),
}).openapi("AlertChange", { description: "A change of the state of one group of a rule" });

const length = (description: string) => z.string().openapi({ description, example: "5m" });

const WINDOW = z.object({
  end: time("Its end"),
  value: z.number().nullable()
    .openapi({ description: "Of the group nearest to the condition; null = none had one" }),
  labels: LABELS.openapi({ description: "Of that group" }),
  groups: z.int().openapi({ description: "Groups that were judged" }),
  held: z.int().openapi({ description: "In how many of them the condition held" }),
});

const UNCOUNTED = z.object({
  reason: z.enum(["late", "future", "crowded"]).openapi({ description: "Why" }),
  events: z.int().openapi({ description: "How many" }),
  advice: z.string().openapi({ description: "Why in words, and what to do about it" }),
});

/** How a rule does. */
export const WATCHED_RULE: z.ZodType<ShownRule> = z.object({
  name: RULE,
  type: z.enum(RULE_TYPES).openapi({ description: "What it looks at" }),
  source: z.string().openapi({
    description:
      "Path of its file, of `ALERT_RULES`; `api` = made over the API, or by `rule apply`",
    example: "/etc/logflow/rules/error_rate.yaml",
  }),
  severity: SEVERITY,
  condition: z.string().openapi({ description: "As a threshold is written", example: ">= 50" }),
  window: length("Length of a window"),
  for: length("How long the condition has to hold"),
  lateness: length("How long after its end a window is judged"),
  firing: z.int().openapi({ description: "How many of its alerts fire" }),
  verdict: z.string().openapi({
    description: "Why it fires, or does not, and when the next window is judged",
  }),
  uncounted: z.array(UNCOUNTED)
    .openapi({ description: "Events that were not counted since it is watched" }),
  windows: z.array(WINDOW).openapi({
    description: "The last windows that had something in them, the newest first; in a list one",
  }),
}).openapi("WatchedRule", { description: "How a rule that is watched does" });

/** How it goes with telling somebody. */
export const RECEIVER = z.object({
  name: z.string().openapi({ description: "By which rules name it" }),
  waiting: z.int().openapi({ description: "Notices that it has not taken yet" }),
  failure: z.string().nullable()
    .openapi({ description: "Why it did not take the last one it was told; null = it did" }),
}).openapi("Receiver", { description: "Somebody who is told of alerts" });
