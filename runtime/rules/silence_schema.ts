import { z } from "zod";
import { FIELD_NAME_LENGTH_MAX, LABEL_LENGTH_MAX } from "../../core/alert/rule_input.ts";
import { MATCHERS_MAX } from "../../core/alert/to_silence.ts";
import { isAtMost } from "../../core/is_at_most.ts";
import { TIME_PATTERN } from "../../core/time_range.ts";

function text(max: number) {
  return z.string({ error: ({ input }) => input === undefined ? "is missing" : "is no text" })
    .refine((given) => isAtMost(given, max), `is over ${max} characters long`)
    .meta({ maxLength: max });
}

function time(description: string, example: string) {
  return text(64).meta({
    ...{ description, example, maxLength: 64, format: "logflow-time", pattern: TIME_PATTERN },
  });
}

const MATCHER = z.strictObject({
  name: text(FIELD_NAME_LENGTH_MAX).meta({
    description: "Of a label, of a field that the rule groups by, or `rule` or `severity`",
    ...{ minLength: 1, maxLength: FIELD_NAME_LENGTH_MAX, example: "rule" },
  }),
  op: z.enum(["=", "!="], "is neither = nor !=").meta({
    description: "Whether it has to fit, or must not",
  }),
  value: text(LABEL_LENGTH_MAX).meta({
    description: "Its text as a whole; `*` and `?` are wildcards, `\\` takes what follows as it is",
    ...{ maxLength: LABEL_LENGTH_MAX, example: "Error *" },
  }),
}, "is no object");

const SHAPE = {
  matchers: z.array(MATCHER, "is no list").meta({
    description: "All have to fit an alert; at least one has `=` and more than wildcards",
    ...{ minItems: 1, maxItems: MATCHERS_MAX },
  }),
  from: time("From when on; now when missing", "2025-10-23T14:32:15Z").optional(),
  to: time("Until when: later, at most a year", "now+2h"),
  author: text(100).meta({
    ...{ description: "Who made it; who sent it when missing", maxLength: 100 },
  }).optional(),
  comment: text(1000).meta({ description: "Why", maxLength: 1000 }).optional(),
};

/** A silence as it is sent to the API: `SilenceInput`, by whom and why. What goes together is told by `toSilence`. */
export const SILENCE_SCHEMA: z.ZodObject<typeof SHAPE, z.core.$strict> = z.strictObject(SHAPE);
