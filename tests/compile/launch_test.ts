import assert from "node:assert/strict";
import { parseConfig } from "../../runtime/config.ts";
import { eventually } from "../e2e/eventually.ts";
import { toFreePorts } from "../e2e/pipeline_process.ts";
import { makeStandIns } from "./stand_in.ts";

Deno.test("a compiled logflow starts the binaries beside it, and they have the permissions that they need", async () => {
  const folder = await Deno.makeTempDir({ prefix: "logflow-binaries-" });
  const variables = {
    LOGFLOW_DATA_DIR: `${folder}/data`,
    LOG_FILES: `${folder}/logs/*.log`,
    LOG_HOST: "node-7",
    ...toFreePorts(),
  };
  await Deno.mkdir(`${folder}/logs`);
  await Deno.writeTextFile(`${folder}/logs/app.log`, "2025-10-23 14:32:15 ERROR [shop] broken\n");
  await makeStandIns(parseConfig({}, variables), folder);
  const pipeline = start(["pipeline"], folder, variables);
  await eventually("the line to be found", async () => {
    const { stdout } = await start(["count", "host:node-7"], folder, variables).output();
    return new TextDecoder().decode(stdout).trim() === "1" ? true : null;
  }).finally(() => pipeline.kill("SIGTERM"));
  for (const word of ["start", "stop"]) {
    const refused = await start([word], folder, variables).output();
    assert.equal(refused.code, 2);
    const expected = new RegExp(
      `^logflow: Cannot ${word}: a compiled .*; run \`logflow pipeline\` under`,
    );
    assert.match(new TextDecoder().decode(refused.stderr), expected);
  }
  const { code, stdout, stderr } = await pipeline.output();
  const printed = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  assert.equal(code, 0, printed);
  assert.doesNotMatch(printed, /restart|NotCapable|Requires/);
  const asked = new Set((await Deno.readTextFile(`${folder}/asked`)).trim().split("\n"));
  const others = ["check", "count", "pipeline", "start", "stop"].map((word) => `logflow ${word}`);
  const services = ["alert", "api", "process", "ship"].map((word) => `logflow-${word} ${word}`);
  assert.deepEqual([...asked].sort(), [...others, ...services]);
  await Deno.remove(folder, { recursive: true });
});

function start(args: readonly string[], folder: string, variables: Record<string, string>) {
  return new Deno.Command(`${folder}/logflow`, {
    args: [...args],
    clearEnv: true,
    env: {
      PATH: folder,
      HOME: Deno.env.get("HOME") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
      ...variables,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}
