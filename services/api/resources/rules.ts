import type { OpenAPIHono } from "@hono/zod-openapi";
import { RULE_PREFIX, RULES_KEPT_MAX } from "../../../runtime/rules/kept_rules.ts";
import { RULE_SCHEMA } from "../../../runtime/rules/rule_schema.ts";
import type { ApiParts } from "../parts.ts";
import { addCollection } from "./add_collection.ts";

/** Adds `/api/v1/rules`: alert rules beside those of files. */
export function addRules(app: OpenAPIHono, parts: ApiParts): void {
  addCollection(app, parts, {
    path: "rules",
    prefix: RULE_PREFIX,
    names: ["rule", "rules"],
    types: ["Rule", "Rules"],
    countMax: RULES_KEPT_MAX,
    whenFull: "remove one first",
    input: RULE_SCHEMA,
    nameOf: ({ name }) => name,
    settle: (given) => given,
  });
}
