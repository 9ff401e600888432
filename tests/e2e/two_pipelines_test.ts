import assert from "node:assert/strict";
import { type PipelineProcess, startPipeline } from "./pipeline_process.ts";
import { countReaches, searchAll } from "./ship_files.ts";

Deno.test("pipeline refuses a data folder in use with exit code 2, and the first goes on", async () => {
  await using folder = new LogFolder();
  await using first = folder.start("data");
  await countReaches(first, 1);
  await using second = folder.start("data");
  assert.equal(await second.ended, 2);
  const said = second.output();
  const sentence = `LOGFLOW_DATA_DIR: Cannot lock "${folder.path}/data/ship.lock": process `;
  assert.ok(said.includes(sentence), said);
  assert.match(said, /holds it: end the LogFlow that it belongs to, or use another data folder/);
  assert.doesNotMatch(said, /process\.lock/, "told once");
  assert.doesNotMatch(said, /started|\n {4}at /);
  folder.write("two");
  await countReaches(first, 2);
  assert.equal(await first.stop(), 0, first.output());
  assert.doesNotMatch(first.output(), /starts again/);
});

Deno.test("two pipelines with data folders of their own ship the same file side by side", async () => {
  await using folder = new LogFolder();
  await using first = folder.start("data-1");
  await using second = folder.start("data-2");
  await countReaches(first, 1);
  await countReaches(second, 1);
  folder.write("two");
  for (const pipeline of [first, second]) {
    await countReaches(pipeline, 2);
    const messages = (await searchAll(pipeline, "")).map(({ message }) => message);
    assert.deepEqual(messages, ["one", "two"]);
  }
  assert.equal(await first.stop(), 0, first.output());
  folder.write("three");
  await countReaches(second, 3);
  assert.equal(await second.stop(), 0, second.output());
  assert.doesNotMatch(first.output() + second.output(), /starts again| WARN \[| ERROR \[/);
});

/** A folder with a log file of one line, and a place for data. */
class LogFolder implements AsyncDisposable {
  readonly path = Deno.makeTempDirSync({ prefix: "logflow-two-" });
  #lines = 0;

  constructor() {
    this.write("one");
  }

  start(data: string): PipelineProcess {
    const options = { dataDir: `${this.path}/${data}`, logFiles: [`${this.path}/app.log`] };
    return startPipeline(options);
  }

  write(message: string): void {
    const line = `2025-10-23 14:32:${10 + this.#lines++} INFO [a] ${message}\n`;
    Deno.writeTextFileSync(`${this.path}/app.log`, line, { append: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Deno.remove(this.path, { recursive: true });
  }
}
