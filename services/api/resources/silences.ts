import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  settleSilence,
  SILENCE_PREFIX,
  SILENCES_FULL,
  SILENCES_KEPT_MAX,
} from "../../../runtime/rules/kept_silences.ts";
import { SILENCE_SCHEMA } from "../../../runtime/rules/silence_schema.ts";
import { toParamProblem } from "../params.ts";
import type { ApiParts } from "../parts.ts";
import { refusal } from "../problem.ts";
import { addCollection } from "./add_collection.ts";

/** Adds `/api/v1/silences`: what keeps alerts from being told for a while. */
export function addSilences(app: OpenAPIHono, parts: ApiParts): void {
  addCollection(app, parts, {
    path: "silences",
    prefix: SILENCE_PREFIX,
    names: ["silence", "silences"],
    types: ["Silence", "Silences"],
    countMax: SILENCES_KEPT_MAX,
    whenFull: SILENCES_FULL,
    input: SILENCE_SCHEMA,
    nameOf: null,
    settle(given, { nowMs, caller }) {
      const { settled, faults } = settleSilence(given, { nowMs, by: caller });
      if (settled === null) {
        const issues = faults.map(({ path, message }) => {
          return { code: "custom" as const, path: [...path], message };
        });
        throw refusal(toParamProblem({ issues, target: "body" }));
      }
      return { ...settled, matchers: given.matchers };
    },
  });
}
