import type { OpenAPIHono } from "@hono/zod-openapi";
import type { RuleFault, RuleInput } from "../../../core/alert/rule_input.ts";
import { RULE_PREFIX, RULES_KEPT_MAX } from "../../../runtime/rules/kept_rules.ts";
import { RULE_SCHEMA } from "../../../runtime/rules/rule_schema.ts";
import type { ApiParts } from "../parts.ts";
import { checkReceiver } from "../../../runtime/rules/check_receiver.ts";
import { tellOfFile, toWatchedFacts } from "../../../runtime/alerts/watched_facts.ts";
import { refusal } from "../problem.ts";
import { addCollection } from "../resources/add_collection.ts";
import { refuseBody } from "../resources/refuse_body.ts";
import type { ViewReader } from "./view_reader.ts";

/**
 * Adds `/api/v1/rules`: alert rules beside those of files. As far as `alert` shows it, one that nobody would watch is
 * refused (409), and one that names receivers which are not there (400).
 */
export function addRules(app: OpenAPIHono, parts: ApiParts, readView: ViewReader): void {
  addCollection(app, parts, {
    path: "rules",
    prefix: RULE_PREFIX,
    names: ["rule", "rules"],
    types: ["Rule", "Rules"],
    countMax: RULES_KEPT_MAX,
    whenFull: "remove one first",
    input: RULE_SCHEMA,
    nameOf: ({ name }) => name,
    async settle(given, { nowMs }) {
      const { files, receivers } = toWatchedFacts(await readView(), nowMs);
      const path = files.get(given.name);
      if (path !== undefined) {
        const detail = `Cannot keep this rule: ${tellOfFile(given.name, path)}`;
        throw refusal({ status: 409, detail });
      }
      const faults = receivers === null ? [] : checkReceivers(given, receivers);
      if (faults.length > 0) throw refuseBody(faults);
      return given;
    },
  });
}

function checkReceivers(
  { receivers = [] }: Pick<RuleInput, "receivers">,
  known: readonly string[],
): RuleFault[] {
  return receivers.flatMap((name, i) => {
    const message = checkReceiver(name, known);
    return message === null ? [] : [{ path: ["receivers", i], message }];
  });
}
