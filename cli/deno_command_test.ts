import assert from "node:assert/strict";
import { parseConfig } from "../runtime/config.ts";
import type { ConfinedWord } from "../runtime/word_variables.ts";
import { toDenoCommand } from "./deno_command.ts";

Deno.test("toDenoCommand bounds the heaps of services, and lets searches of a large file have what they need", () => {
  const config = parseConfig({}, {});
  const isBounded = (word: ConfinedWord) =>
    toDenoCommand({ word, config, args: [], variables: {} }).args
      .some((arg) => arg.startsWith("--v8-flags=--max-heap-size="));
  for (const word of ["ship", "process", "api", "alert"] as const) assert(isBounded(word), word);
  for (const word of ["search", "count", "store-check"] as const) assert(!isBounded(word), word);
});

Deno.test("toDenoCommand tells the allocator of api to give back what is freed", () => {
  const variablesOf = (word: ConfinedWord) =>
    Object.keys(
      toDenoCommand({ word, config: parseConfig({}, {}), args: [], variables: {} }).variables,
    );
  assert(variablesOf("api").includes("MALLOC_ARENA_MAX"));
  assert(!variablesOf("search").includes("MALLOC_ARENA_MAX"));
});

Deno.test("toDenoCommand writes a word of two as on the command line", () => {
  const { args } = toDenoCommand({
    ...{ word: "store-check", config: parseConfig({}, {}), args: ["--json"], variables: {} },
  });
  assert.deepEqual(args.slice(-3), ["store", "check", "--json"]);
});

Deno.test("toDenoCommand hands Deno's telemetry on to services, each under its name, where it is turned on", () => {
  const told = (word: ConfinedWord, variables: Record<string, string>) => {
    const command = toDenoCommand({ word, config: parseConfig({}, {}), args: [], variables });
    const names = Object.entries(command.variables).filter(([name]) => name.startsWith("OTEL_"));
    return Object.fromEntries(names);
  };
  const place = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };
  const given = { ...place, OTEL_DENO: "true", OTHER: "1" };
  const expected = { ...place, OTEL_DENO: "true", OTEL_SERVICE_NAME: "logflow-ship" };
  assert.deepEqual(told("ship", given), expected);
  const pipeline = told("pipeline", { ...given, OTEL_SERVICE_NAME: "shop" });
  const handedOn = { ...place, OTEL_SERVICE_NAME: "shop", OTEL_DENO_SERVICES: "true" };
  assert.deepEqual(pipeline, handedOn, "not turned on there");
  const ofApi = { ...place, OTEL_SERVICE_NAME: "shop-api", OTEL_DENO: "true" };
  assert.deepEqual(told("api", pipeline), ofApi);
  assert.deepEqual(told("search", given), {});
  assert.deepEqual(told("ship", place), {});
});

Deno.test("toDenoCommand runs the binaries beside a compiled one, which have their permissions in them", () => {
  const toCommand = (word: ConfinedWord, path: string) =>
    toDenoCommand(
      { word, config: parseConfig({}, {}), args: ["--json"], variables: { PATH: "/usr/bin" } },
      { path, isCompiled: true },
    );
  const ship = toCommand("ship", "/opt/logflow/logflow");
  assert.deepEqual(ship.args, ["ship", "--json"]);
  assert.equal(ship.program, "/opt/logflow/logflow-ship");
  assert.equal(ship.variables["PATH"], "/opt/logflow");
  assert.equal(ship.variables["LOGFLOW_SUPERVISED"], "1");
  for (const word of ["pipeline", "check", "generate", "store-check"] as const) {
    const { program, args } = toCommand(word, "/opt/logflow/logflow");
    assert.deepEqual([program, args[0]], ["/opt/logflow/logflow", word.split("-")[0]]);
  }
  const { program } = toCommand("api", "C:\\LogFlow\\logflow.exe");
  assert.equal(program, "C:\\LogFlow\\logflow-api.exe");
});
