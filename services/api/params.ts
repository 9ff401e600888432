import { z } from "@hono/zod-openapi";
import { isAtMost } from "../../core/is_at_most.ts";
import type { Problem } from "./problem.ts";

/** A whole number in a query string, e.g. `limit=100`. */
export function wholeNumber(
  range: { readonly min: number; readonly max: number; readonly default: number },
): z.ZodType<number, string | undefined> {
  const { min, max } = range;
  const refusal = `is not a whole number from ${min} to ${max}`;
  return z.string().default(String(range.default))
    .transform((text) => /^\d{1,9}$/.test(text) ? Number(text) : NaN)
    .refine((value) => value >= min && value <= max, refusal)
    .openapi({ type: "integer", minimum: min, maximum: max, default: range.default });
}

/** What else the OpenAPI document tells of a text: that it is written in a way of its own, and how. */
export interface TextNotes {
  /** A name for the way, as those who generate texts know it. */
  readonly format?: string;
  /** A regular expression that every text of that kind fits; what it refuses is refused by what reads it. */
  readonly pattern?: string;
  /** Some. */
  readonly examples?: string[];
}

/** Text in a query string of at most `max` characters (code points, as JSON Schema counts). */
export function text(
  max: number,
  description: string,
  notes: TextNotes = {},
): z.ZodOptional<z.ZodString> {
  return z.string().refine((given) => isAtMost(given, max), `is over ${max} characters long`)
    .openapi({ description, maxLength: max, ...notes }).optional();
}

/** `true` or `false` in a query string; false when missing. */
export function flag(description: string): z.ZodType<boolean, string | undefined> {
  return z.enum(["true", "false"], "is neither true nor false").default("false")
    .transform((given) => given === "true")
    .openapi({ type: "boolean", default: false, description });
}

/** The header by which a client has something counted anew. */
export const FRESH: z.ZodObject<{ "cache-control": z.ZodOptional<z.ZodString> }> = z.object({
  "cache-control": z.string().optional().openapi({
    description: "`no-cache`: it is counted anew, whatever was counted in the last minute",
    examples: ["no-cache"],
  }),
});

/** A field's name is never longer than this. */
const FIELD_LENGTH_MAX = 256;

/** One field's name, e.g. `by=level`. */
export function fieldName(description: string): z.ZodOptional<z.ZodString> {
  return z.string().min(1, "is empty")
    .refine((name) => isAtMost(name, FIELD_LENGTH_MAX), "is no field: it is too long")
    .openapi({ description, minLength: 1, maxLength: FIELD_LENGTH_MAX }).optional();
}

/** Up to `max` fields' names with commas between, e.g. `fields=level,service`; each is given once. */
export function fieldNames(max: number): z.ZodType<string[], string> {
  const name = ` *[^ ,](?:[^,]{0,${FIELD_LENGTH_MAX - 2}}[^ ,])? *`;
  return z.string("is missing: name one field or more, e.g. fields=level,service")
    .transform((list) => list.split(",").map((name) => name.replace(/^ +| +$/g, "")))
    .refine((names) => names.length <= max, `names over ${max} fields`)
    .refine((names) => !names.includes(""), "has an empty name")
    .refine((names) => names.every((name) => isAtMost(name, FIELD_LENGTH_MAX)), "is too long")
    .transform((names) => [...new Set(names)])
    .openapi({
      type: "string",
      description: `Up to ${max} names with commas between`,
      pattern: `^${name}(?:,${name}){0,${max - 1}}$`,
      examples: ["level,service"],
    });
}

/** What zod found wrong with parameters, and the names that are known. */
export interface ParamFaults {
  /** One or more. */
  readonly issues: readonly z.core.$ZodIssue[];
  /** `query`, `header`, `param` or `body`. */
  readonly target: string;
}

/** Tells every fault of the parameters at once. */
export function toParamProblem({ issues, target }: ParamFaults): Problem {
  const kind = KINDS[target] ?? target;
  const faults = issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => `${quote(key)} is not a known ${kind}`);
    }
    const name = quote(issue.path.join(".") || target);
    if (target === "body" && issue.path.length === 0) return `${name} is no JSON object`;
    const twice = issue.code === "invalid_type" && issue.message.includes("received array");
    return `${name} ${twice ? "is given more than once" : issue.message}`;
  });
  const untold = faults.splice(FAULTS_TOLD_MAX).length;
  if (untold > 0) faults.push(`and so on, ${untold} more`);
  return { status: 400, detail: `Cannot read the request: ${faults.join("; ")}` };
}

/** So many faults are told one by one. */
const FAULTS_TOLD_MAX = 10;

const KINDS: Readonly<Record<string, string>> = {
  query: "query parameter",
  body: "field of the body",
};

function quote(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
