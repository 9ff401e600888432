import assert from "node:assert/strict";
import { parseArguments, parseServersFrom, toTestArguments } from "./arguments.ts";

Deno.test("stack: test and long hand on what follows them", () => {
  const args = ["adapters/kafka", "--filter", "x"];
  assert.deepEqual(parseArguments(["test", ...args]), { word: "test", args });
  assert.deepEqual(toTestArguments("test", args).slice(-3), args);
  assert.ok(toTestArguments("test", args).includes("--ignore=tests/long"));
  assert.deepEqual(toTestArguments("long", ["a"]), ["test", "-P", "-q", "a"]);
});

Deno.test("stack: up, down and status stand alone; whatever else is refused with what there is", () => {
  assert.deepEqual(parseArguments(["up"]), { word: "up" });
  for (const args of [[], ["up", "kafka"], ["restart"]]) {
    assert.throws(() => parseArguments(args), /the words are up, down and status/);
  }
});

Deno.test("stack: LOGFLOW_TEST_SERVERS is one of three, or unset", () => {
  assert.equal(parseServersFrom(undefined), "anywhere");
  assert.equal(parseServersFrom(""), "anywhere");
  assert.equal(parseServersFrom("none"), "nowhere");
  assert.throws(() => parseServersFrom("docker"), /give compose, local, none/);
});
