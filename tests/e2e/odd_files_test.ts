import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { type PipelineProcess, startPipeline } from "./pipeline_process.ts";
import { countReaches, shipFiles } from "./ship_files.ts";
import { toUnprivileged } from "./unprivileged.ts";

const TIME = "2025-10-23 14:32:15";
const UNPRIVILEGED = toUnprivileged();
const NO_RIGHTS = UNPRIVILEGED === null ? " (ignored: root cannot give up its rights here)" : "";

Deno.test("pipeline passes over what is no file, and reads it once it is one", async () => {
  await using files = await shipFiles({
    files: { "good.log": `${TIME} INFO [a] good\n` },
    events: 1,
    prepare(logs) {
      Deno.mkdirSync(`${logs}/folder.log`);
      Deno.writeTextFileSync(`${logs}/folder.log/inner.log`, "not asked for\n");
      makeFifo(`${logs}/pipe.log`);
      Deno.symlinkSync("nowhere.log", `${logs}/dangling.log`);
      Deno.symlinkSync("loop.log", `${logs}/loop.log`);
    },
  });
  const { logs, pipeline } = files;
  await said(pipeline, /Cannot read ".*pipe\.log": it is not a regular file/);
  await said(pipeline, /Cannot look at ".*loop\.log": .*symbolic links/);
  for (const name of ["folder.log", "pipe.log", "dangling.log", "loop.log"]) {
    Deno.removeSync(`${logs}/${name}`, { recursive: true });
    Deno.writeTextFileSync(`${logs}/${name}`, `${TIME} INFO [a] ${name}\n`);
  }
  await countReaches(pipeline, 5);
  const messages = (await files.search("")).map(({ message }) => message).sort();
  assert.deepEqual(messages, ["dangling.log", "folder.log", "good", "loop.log", "pipe.log"]);
});

Deno.test({
  name: `pipeline says which file it may not read, and reads it once it may${NO_RIGHTS}`,
  ignore: UNPRIVILEGED === null,
  async fn() {
    await using files = await shipFiles({
      files: { "good.log": `${TIME} INFO [a] good\n`, "secret.log": `${TIME} INFO [a] secret\n` },
      events: 1,
      prepare: (logs) => Deno.chmodSync(`${logs}/secret.log`, 0),
      launcher: UNPRIVILEGED ?? [],
    });
    await said(
      files.pipeline,
      /--log-file: ".*secret\.log" cannot be read: this user has no right/,
    );
    await said(files.pipeline, /Cannot read ".*secret\.log": EACCES: permission denied.*again/);
    Deno.chmodSync(`${files.logs}/secret.log`, 0o600);
    await countReaches(files.pipeline, 2);
    assert.deepEqual((await files.eventsOf("secret.log")).map(({ message }) => message), [
      "secret",
    ]);
  },
});

for (
  const [what, make, sentence] of [
    ["a FIFO", makeFifo, /it is neither a file nor a folder; let its lines come by standard input/],
    ["an endless device", linkTo("/dev/zero"), /it is neither a file nor a folder/],
    ["a link that leads nowhere", linkTo("nowhere"), /does not exist/],
  ] as const
) {
  Deno.test(`pipeline refuses ${what} as --log-file, before anything starts`, async () => {
    const folder = await Deno.makeTempDir();
    make(`${folder}/odd.log`);
    await refuses(folder, sentence);
  });
}

Deno.test({
  name: `pipeline refuses a --log-file that it may not read, before anything starts${NO_RIGHTS}`,
  ignore: UNPRIVILEGED === null,
  async fn() {
    const folder = await Deno.makeTempDir();
    Deno.writeTextFileSync(`${folder}/odd.log`, "x\n", { mode: 0 });
    await refuses(folder, /this user has no right to/, UNPRIVILEGED ?? []);
  },
});

Deno.test({
  name: `pipeline refuses a data folder that it may not write${NO_RIGHTS}`,
  ignore: UNPRIVILEGED === null,
  async fn() {
    const folder = await Deno.makeTempDir();
    Deno.writeTextFileSync(`${folder}/odd.log`, "x\n");
    Deno.mkdirSync(`${folder}/data`, { mode: 0o500 });
    await refuses(folder, /LOGFLOW_DATA_DIR: ".*" cannot be written/, UNPRIVILEGED ?? []);
  },
});

/** Starts with `odd.log` of the folder, and expects the end with 2 and this sentence; removes the folder. */
async function refuses(
  folder: string,
  sentence: RegExp,
  launcher: readonly string[] = [],
): Promise<void> {
  const options = { dataDir: `${folder}/data`, logFiles: [`${folder}/odd.log`], launcher };
  await using pipeline = startPipeline(options);
  await said(pipeline, /one thing to mend:\n.*\n/);
  assert.match(pipeline.output(), sentence);
  assert.equal(await pipeline.ended, 2);
  assert.doesNotMatch(pipeline.output(), /started|\n {4}at /);
  await Deno.remove(folder, { recursive: true });
}

async function said(pipeline: PipelineProcess, sentence: RegExp): Promise<void> {
  await eventually(`${sentence} in\n${pipeline.output()}`, () => {
    return sentence.test(pipeline.output()) || null;
  });
}

function makeFifo(path: string): void {
  assert.ok(new Deno.Command("mkfifo", { args: [path] }).outputSync().success);
}

function linkTo(target: string): (path: string) => void {
  return (path) => Deno.symlinkSync(target, path);
}
