import assert from "node:assert/strict";
import { parseConfig } from "../runtime/config.ts";
import { toDenoCommand } from "./deno_command.ts";
import { toKeeperVariables } from "./keeper_variables.ts";

Deno.test("toKeeperVariables hands on what services need, with telemetry for them and not for the keeper", () => {
  const place = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };
  const own = { API_PORT: "8001", HOME: "/srv/a", ...place, OTEL_DENO: "true", SECRET: "x" };
  const variables = toKeeperVariables(own);
  const expected = { API_PORT: "8001", HOME: "/srv/a", ...place, OTEL_DENO_SERVICES: "true" };
  assert.deepEqual(variables, expected);
  const config = parseConfig({}, {});
  const ship = toDenoCommand({ word: "ship", config, args: [], variables }).variables;
  assert.equal(ship["OTEL_DENO"], "true");
  assert.equal(ship["OTEL_EXPORTER_OTLP_ENDPOINT"], place.OTEL_EXPORTER_OTLP_ENDPOINT);
});
