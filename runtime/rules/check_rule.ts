import type { z } from "zod";
import type { PartialInput } from "../../core/alert/rule_input.ts";
import { toRule } from "../../core/alert/to_rule.ts";
import { tellUnknownKey } from "../tell_unknown_key.ts";

/** A value that was looked at, and what was found wrong with its parts. */
export interface Checked {
  /** Of any kind. */
  readonly value: unknown;
  /** Taken out and added to. */
  readonly issues: z.core.$ZodRawIssue[];
}

/**
 * Adds what `toRule` finds wrong with those parts of a rule that have the right types, and tells of keys that are
 * not known which may be meant.
 */
export function checkRule({ value, issues }: Checked, known: readonly string[]): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const input: PartialInput = value;
  const found = issues.splice(0).flatMap((issue) => toIssues(issue, input, known));
  issues.push(...found);
  const faulty = new Set(found.map(({ path }) => path?.[0] as string));
  for (const { path, message } of toRule(toSound(input, faulty)).faults) {
    if (faulty.has(path[0] as string)) continue;
    issues.push({ code: "custom", path: [...path], message, input: undefined });
  }
}

/** What is missing is told better by `toRule`. */
function toIssues(
  issue: z.core.$ZodRawIssue,
  input: PartialInput,
  known: readonly string[],
): z.core.$ZodRawIssue[] {
  if (issue.code === "unrecognized_keys") {
    return (issue["keys"] as string[]).map((key) => ({
      ...{ code: "custom", path: [key], input: undefined },
      message: tellUnknownKey(key, known),
    }));
  }
  const [key, ...rest] = issue.path ?? [];
  const isMissing = rest.length === 0 && input[key as keyof PartialInput] === undefined;
  return isMissing ? [] : [issue];
}

/** Without what is faulty, and what cannot be looked at without that. */
function toSound(input: PartialInput, faulty: ReadonlySet<string>): PartialInput {
  const untold = [...faulty].flatMap((key) => [key, ...(DEPENDENT.get(key) ?? [])]);
  return Object.fromEntries(Object.entries(input).filter(([key]) => !untold.includes(key)));
}

const DEPENDENT: ReadonlyMap<string, readonly string[]> = new Map([
  ["type", ["interval", "annotations"]],
  ["labels", ["annotations"]],
  ["group_by", ["annotations"]],
  ["field", ["annotations"]],
]);
