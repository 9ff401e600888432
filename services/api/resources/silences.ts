import type { OpenAPIHono } from "@hono/zod-openapi";
import { toSilence } from "../../../core/alert/to_silence.ts";
import { tellTime } from "../../../core/tell_time.ts";
import { SILENCE_PREFIX, SILENCES_KEPT_MAX } from "../../../runtime/rules/kept_silences.ts";
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
    input: SILENCE_SCHEMA,
    nameOf: null,
    settle(given, { nowMs, caller }) {
      const { silence, faults } = toSilence(given, nowMs);
      if (silence === null) {
        const issues = faults.map(({ path, message }) => {
          return { code: "custom" as const, path: [...path], message };
        });
        throw refusal(toParamProblem({ issues, target: "body" }));
      }
      const { author = caller, comment = "" } = given;
      const times = { from: tellTime(silence.fromMs), to: tellTime(silence.toMs) };
      return { ...given, ...times, author, comment };
    },
  });
}
