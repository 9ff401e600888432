import { z } from "zod";
import { LABELS_MAX, RULE_NAME_LENGTH_MAX } from "../../core/alert/rule_input.ts";
import { LENGTH_PATTERN } from "../../core/alert/to_times.ts";
import { isAtMost } from "../../core/is_at_most.ts";
import { parseLevel } from "../../core/level.ts";
import { isRelativeTime, parseDurationMs, parseTime } from "../../core/time_range.ts";
import { EVENT_BYTES_MAX } from "../../core/raw_batch.ts";

/** Of a test, as long as it may last. */
export const CASE_LENGTH_MAX_MS: number = 30 * 86_400_000;

/** Entries of one list in a test. */
export const CASE_ENTRIES_MAX = 1000;

/** Events of one test in all. */
export const CASE_EVENTS_MAX = 100_000;

function no(what: string) {
  return ({ input }: { readonly input: unknown }) =>
    input === undefined ? `is missing; give ${what}` : `is no ${what}`;
}

const TEXT = z.string({ error: no("text") })
  .refine((text) => isAtMost(text, EVENT_BYTES_MAX), `is over ${EVENT_BYTES_MAX} characters long`);

const NAME = z.string({ error: no("name") }).max(RULE_NAME_LENGTH_MAX, {
  error: `is over ${RULE_NAME_LENGTH_MAX} characters long`,
});

/** A length of time, in milliseconds. */
const LENGTH = z.string({ error: no("time such as 90s or 5m after the test begins") })
  .transform((text, context) => {
    const ms = new RegExp(LENGTH_PATTERN).test(text) ? parseDurationMs(text) : null;
    if (ms !== null && ms <= CASE_LENGTH_MAX_MS) return ms;
    context.addIssue(ms === null ? "is no time; write 90s, 5m or 2h" : "is over 30d");
    return z.NEVER;
  });

const START = TEXT.transform((text, context) => {
  try {
    if (!isRelativeTime(text)) return parseTime(text, 0);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  context.addIssue("is no time in full; write it as 2025-10-23T14:00:00Z");
  return z.NEVER;
});

const TEXTS = z.record(z.string(), TEXT, { error: no("object of texts") })
  .refine((given) => Object.keys(given).length <= LABELS_MAX, `has over ${LABELS_MAX} names`)
  .optional();

function list<T extends z.ZodType>(item: T, what: string) {
  return z.array(item, { error: no(what) })
    .max(CASE_ENTRIES_MAX, `has over ${CASE_ENTRIES_MAX} entries`);
}

const EVENTS = {
  at: LENGTH,
  times: z.int({ error: "is no whole number" }).min(1, "is less than 1")
    .max(CASE_EVENTS_MAX, `is over ${CASE_EVENTS_MAX}`).optional(),
  every: LENGTH.optional(),
  late: LENGTH.optional(),
  level: z.string({ error: no("level") })
    .refine((text) => parseLevel(text) !== null, "is no level; write ERROR, WARN, INFO or another")
    .optional(),
  service: TEXT.optional(),
  message: TEXT.optional(),
  host: TEXT.optional(),
  file: TEXT.optional(),
  fields: z.record(z.string(), z.unknown(), { error: no("object of fields") }).optional(),
  line: TEXT.optional(),
};

const ALERT = { rule: NAME, labels: TEXTS, annotations: TEXTS };

const STATE = {
  at: LENGTH,
  firing: list(z.strictObject(ALERT, { error: no("alert such as {rule: NAME}") }), "list"),
};

const NOTICE = {
  at: LENGTH,
  receiver: NAME,
  status: z.enum(["firing", "resolved"], { error: "is neither firing nor resolved" }),
  rules: list(NAME, "list of names of rules"),
};

const CASE = {
  name: TEXT,
  rules: list(NAME, "list of names of rules").optional(),
  start: START.optional(),
  events: list(z.strictObject(EVENTS, { error: no("event such as {at: 10s}") }), "list").optional(),
  expect: list(
    z.strictObject(STATE, { error: no("expectation such as {at: 5m, firing: []}") }),
    "list of what fires at which time",
  ).optional(),
  notices: list(z.strictObject(NOTICE, { error: no("notice") }), "list").optional(),
};

/** A test of rules as it is written in their file. */
export const CASE_SCHEMA = z.strictObject(CASE, { error: no('test; begin with "name:"') });

/** What {@linkcode CASE_SCHEMA} gives: times in milliseconds. */
export type CaseInput = z.output<typeof CASE_SCHEMA>;

/** Events as they are written in a test. */
export type EventsInput = NonNullable<CaseInput["events"]>[number];

/** The keys that are known of what stands in this list of a test; of the test itself where there is none. */
export function knownKeys(list: string | undefined): readonly string[] {
  const shapes = { events: EVENTS, expect: STATE, firing: ALERT, notices: NOTICE };
  return Object.keys(shapes[list as keyof typeof shapes] ?? CASE);
}
