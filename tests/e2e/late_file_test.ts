import assert from "node:assert/strict";
import { freePort, type PipelineProcess, startPipeline } from "./pipeline_process.ts";
import { runCli } from "./run_cli.ts";
import { countReaches, searchAll } from "./ship_files.ts";

const WAITS = /logflow: --log-file: ".*app\.log" does not exist yet: LogFlow waits for it/;

Deno.test("pipeline starts between a rotation and the file's next line, and reads on from both", async () => {
  const folder = await Deno.makeTempDir({ prefix: "logflow-late-" });
  const file = `${folder}/app.log`;
  const start = () => startPipeline({ dataDir: `${folder}/data`, logFiles: [file] });
  {
    await using pipeline = start();
    await countReaches(pipeline, 0);
    assert.match(pipeline.output(), WAITS);
    write(file, "first");
    await countReaches(pipeline, 1);
    await endsWell(pipeline);
  }
  write(file, "rest");
  Deno.renameSync(file, `${file}.1`);
  {
    await using pipeline = start();
    await countReaches(pipeline, 2);
    assert.match(pipeline.output(), WAITS);
    write(file, "next");
    await countReaches(pipeline, 3);
    const messages = (await searchAll(pipeline, "")).map(({ message }) => message);
    assert.deepEqual(messages.sort(), ["first", "next", "rest"]);
    await endsWell(pipeline);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("cli check warns of a file to come, and refuses one whose folder is not there", async () => {
  const folder = await Deno.makeTempDir({ prefix: "logflow-late-" });
  const check = async (path: string) => {
    const args = ["check", "--log-file", path, "--data-dir", `${folder}/data`];
    const ports = ["API_PORT", "SHIP_METRICS_PORT", "PROCESS_METRICS_PORT", "ALERT_METRICS_PORT"];
    return await runCli(args, Object.fromEntries(ports.map((port) => [port, `${freePort()}`])));
  };
  const toCome = await check(`${folder}/app.log`);
  assert.equal(toCome.code, 0, toCome.stderr);
  assert.match(toCome.stderr, WAITS);
  assert.equal(toCome.stdout, "All is well\n");
  const none = await check(`${folder}/*.log`);
  assert.deepEqual([none.code, none.stdout], [0, "All is well\n"]);
  assert.match(none.stderr, /--log-file: ".*\*\.log" means no file yet/);
  for (const path of ["no/app.log", "logs/", "no/*.log"]) {
    const { code, stderr } = await check(`${folder}/${path}`);
    assert.equal(code, 1, path);
    assert.match(stderr, /--log-file: ".*" cannot be read: it does not exist/);
    assert.doesNotMatch(stderr, WAITS);
  }
  await Deno.remove(folder, { recursive: true });
});

function write(path: string, message: string): void {
  const line = `2025-10-23 14:32:15 INFO [a] ${message}\n`;
  Deno.writeTextFileSync(path, line, { append: true });
}

async function endsWell(pipeline: PipelineProcess): Promise<void> {
  assert.equal(await pipeline.stop("SIGTERM"), 0, pipeline.output());
  assert.doesNotMatch(pipeline.output(), /starts again/);
}
