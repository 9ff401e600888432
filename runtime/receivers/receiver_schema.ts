import { z } from "zod";
import { RULE_NAME_PATTERN } from "../../core/alert/rule_input.ts";
import { parsePeriodMs } from "../config_values.ts";
import { tellNo } from "../tell_no.ts";
import {
  isUsablePath,
  parseHeaderName,
  parseHeaderValue,
  parseHttpUrl,
  parseMailAddress,
  parseMailServer,
} from "./receiver_values.ts";

const TEXT = z.string({ error: tellNo("text; put it in quotes") });

/** A text that `parse` reads; its RangeError is the fault. */
function parsed<T>(parse: (text: string) => T) {
  return TEXT.transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      context.addIssue({ code: "custom", message: error.message });
      return z.NEVER;
    }
  });
}

const PERIOD_PATTERN = /^\d{1,9}(ms|s|m|h|d|w)$/;

const PERIOD = period(1000, 30 * 86_400_000, "from 1s to 30d, such as 30s or 4h");

/** A length of time, milliseconds; `range` as people read it. */
function period(minMs: number, maxMs: number, range: string) {
  return parsed((text) => {
    const isPeriod = PERIOD_PATTERN.test(text);
    const ms = isPeriod ? parseInt(text) === 0 ? 0 : parsePeriodMs(text) : NaN;
    if (ms >= minMs && ms <= maxMs) return ms;
    throw new RangeError(`does not do; give a length of time ${range}`);
  });
}

const SECRET = TEXT.min(1, "is empty; give a text, or leave it out").max(4096, "is too long");
const PATH = parsed((text) => {
  if (isUsablePath(text)) return text;
  throw new RangeError("is no usable path; it must not be empty nor have a comma");
});

const HEADERS = z.record(z.string(), TEXT, { error: tellNo("object of texts") })
  .transform((headers, context) => {
    const read: Record<string, string> = {};
    for (const [name, value] of Object.entries(headers)) {
      try {
        read[parseHeaderName(name)] = parseHeaderValue(value);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        context.addIssue({ code: "custom", message: error.message, path: [name] });
      }
    }
    return read;
  });

const SHARED = {
  name: parsed((text) => {
    if (new RegExp(RULE_NAME_PATTERN).test(text)) return text;
    throw new RangeError(
      'does not do; give up to 100 letters, digits, " ", "_", "-" and ".", a letter or digit first',
    );
  }),
  type: z.string(),
  group_by: z.array(TEXT.min(1, "is empty").max(100, "is too long"), {
    error: tellNo("list of texts"),
  })
    .max(10, "has more than 10 names").optional(),
  group_wait: period(0, 3_600_000, "from 0s to 1h, such as 10s").optional(),
  group_interval: period(0, 86_400_000, "from 0s to 1d, such as 30s").optional(),
  repeat: PERIOD.optional(),
  send_resolved: z.boolean({ error: tellNo("true or false") }).optional(),
};

/** Of those that make groups of their own. */
const { group_by: _, ...UNGROUPED } = SHARED;

const CALLED = { url: parsed(parseHttpUrl).optional(), url_file: PATH.optional() };
const CA = { ca_file: PATH.optional() };
const PASSWORD = { password: SECRET.optional(), password_file: PATH.optional() };
const LOGIN = { username: SECRET.optional(), ...PASSWORD };

/** What receivers of all types have, read. */
export type SharedValues =
  & z.output<z.ZodObject<typeof UNGROUPED>>
  & Partial<z.output<z.ZodObject<Pick<typeof SHARED, "group_by">>>>;

/** What a receiver of each type may have, and what it means; what goes together is looked at elsewhere. */
export const RECEIVER_SCHEMAS = {
  webhook: z.strictObject({
    ...{ ...SHARED, ...CALLED, ...LOGIN, ...CA },
    secret: SECRET.optional(),
    secret_file: PATH.optional(),
    headers: HEADERS.default({}),
  }),
  slack: z.strictObject({ ...SHARED, ...CALLED }),
  email: z.strictObject({
    ...{ ...SHARED, ...PASSWORD, ...CA },
    smtp: parsed(parseMailServer),
    from: parsed(parseMailAddress),
    to: z.array(parsed(parseMailAddress), { error: tellNo("list of addresses") })
      .min(1, "is empty; give at least one address").max(50, "has more than 50 addresses"),
  }),
  alertmanager: z.strictObject({ ...UNGROUPED, ...CALLED, ...LOGIN, ...CA }),
} as const;

/** What a heartbeat may have. */
export const HEARTBEAT_SCHEMA = z.strictObject({
  ...{ ...CALLED, ...CA },
  interval: PERIOD.default(60_000),
});
