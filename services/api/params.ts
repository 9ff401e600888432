import { z } from "@hono/zod-openapi";
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

/** Text in a query string of at most `max` characters. */
export function text(max: number, description: string): z.ZodOptional<z.ZodString> {
  return z.string().max(max, `is over ${max} characters long`).openapi({ description }).optional();
}

/** A field's name is never longer than this. */
const FIELD_LENGTH_MAX = 256;

/** One field's name, e.g. `by=level`. */
export function fieldName(description: string): z.ZodOptional<z.ZodString> {
  return z.string().min(1, "is empty").max(FIELD_LENGTH_MAX, "is no field: it is too long")
    .openapi({ description }).optional();
}

/** Up to `max` fields' names with commas between, e.g. `fields=level,service`; each once. */
export function fieldNames(max: number): z.ZodType<string[], string> {
  return z.string("is missing: name one field or more, e.g. fields=level,service")
    .transform((list) => [...new Set(list.split(",").map((name) => name.trim()))])
    .refine((names) => names.length <= max, `names over ${max} fields`)
    .refine((names) => !names.includes(""), "has an empty name")
    .refine((names) => names.every((name) => name.length <= FIELD_LENGTH_MAX), "is too long")
    .openapi({ type: "string", description: `Up to ${max} names with commas between` });
}

/** What zod found wrong with parameters, and the names that are known. */
export interface ParamFaults {
  /** One or more. */
  readonly issues: readonly z.core.$ZodIssue[];
  /** `query`, `header` or `param`. */
  readonly target: string;
}

/** Tells every fault of the parameters at once. */
export function toParamProblem({ issues, target }: ParamFaults): Problem {
  const kind = target === "query" ? "query parameter" : target;
  const faults = issues.map((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => `${quote(key)} is not a known ${kind}`).join("; ");
    }
    const name = quote(String(issue.path[0] ?? target));
    const twice = issue.code === "invalid_type" && issue.message.includes("received array");
    return `${name} ${twice ? "is given more than once" : issue.message}`;
  });
  return { status: 400, detail: `Cannot read the request: ${faults.join("; ")}` };
}

function quote(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
