import assert from "node:assert/strict";
import { parseConfig } from "../runtime/config.ts";
import { openFileSource } from "./file_source.ts";
import { readAsked } from "./read_filter.ts";

Deno.test("openFileSource makes tables of a file, without a store", async () => {
  const path = await Deno.makeTempFile({ suffix: ".log" });
  const lines = Array.from({ length: 2500 }, (_, i) => {
    const level = i % 5 === 0 ? "ERROR" : "INFO";
    return JSON.stringify({ level, service: `s${i % 3}`, message: "m", latency_ms: i });
  });
  try {
    await Deno.writeTextFile(path, lines.join("\n"));
    await using source = openFileSource(path, parseConfig({}, { LOGFLOW_TIME_ZONE: "UTC" }));
    const table = async (text: string) => {
      return (await source.table(readAsked({ words: [text] }, "any"))).rows;
    };
    assert.deepEqual(await table("| top level"), [["INFO", 2000], ["ERROR", 500]]);
    assert.deepEqual(await table("level:ERROR | stats count(), max(latency_ms) by service"), [
      ["s0", 167, 2490],
      ["s1", 166, 2485],
      ["s2", 167, 2495],
    ]);
    assert.deepEqual(await table("nothing | stats count()"), [[0]]);
  } finally {
    await Deno.remove(path);
  }
});
