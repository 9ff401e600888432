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

/** What zod found wrong with parameters, and the names that are known. */
export interface ParamFaults {
  readonly issues: readonly z.core.$ZodIssue[];
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
