import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  settleSilence,
  SILENCE_PREFIX,
  SILENCES_FULL,
  SILENCES_KEPT_MAX,
} from "../../../runtime/rules/kept_silences.ts";
import { SILENCE_SCHEMA } from "../../../runtime/rules/silence_schema.ts";
import type { ApiParts } from "../parts.ts";
import { addCollection } from "./add_collection.ts";
import { refuseBody } from "./refuse_body.ts";

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
      if (settled === null) throw refuseBody(faults);
      return { ...settled, matchers: given.matchers };
    },
  });
}
