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
