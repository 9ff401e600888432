import assert from "node:assert/strict";
import { Outages } from "./outages.ts";

Deno.test("Outages tells once that something fails, and once that all goes well again", () => {
  const log: string[] = [];
  const problems: (string | null)[] = [];
  const outages = new Outages({
    topic: "logs-raw",
    log: (line) => log.push(line),
    onProblem: (problem) => problems.push(problem),
  });
  outages.end("0");
  outages.begin("0", new Error("a"));
  outages.begin("0", new Error("b"));
  outages.begin("1", new Error("c"));
  outages.end("0");
  assert.deepEqual(log.splice(0), ['Cannot read Kafka topic "logs-raw", it is tried again: a']);
  outages.keep(["0"]);
  assert.deepEqual(log, ['Kafka topic "logs-raw" is read again']);
  assert.deepEqual(problems, ["a", null]);
});
