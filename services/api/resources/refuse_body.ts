import type { RuleFault } from "../../../core/alert/rule_input.ts";
import { toParamProblem } from "../params.ts";
import { refusal } from "../problem.ts";

/** The refusal (400) of a body of which the schema alone cannot tell what is wrong: every fault at once. */
export function refuseBody(faults: readonly RuleFault[]): Error {
  const issues = faults.map(({ path, message }) => {
    return { code: "custom" as const, path: [...path], message };
  });
  return refusal(toParamProblem({ issues, target: "body" }));
}
