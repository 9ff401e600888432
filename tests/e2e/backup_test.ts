import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { type PipelineProcess, startPipeline } from "./pipeline_process.ts";
import { runCli } from "./run_cli.ts";

Deno.test("a copy of a stopped pipeline's data folder goes on elsewhere, nothing lost or doubled", async () => {
  await using folders = new Folders();
  {
    await using pipeline = folders.start("data");
    await folders.stored("data", LINES);
    assert.equal(await pipeline.stop(), 0, pipeline.output());
  }
  await folders.copy();
  folders.write();
  await using moved = folders.start("copy");
  await folders.stored("copy", 2 * LINES);
  await folders.assertWhole(moved);
});

Deno.test("a snapshot of a data folder that is at work goes on elsewhere, nothing lost or doubled", async () => {
  await using folders = new Folders();
  {
    await using pipeline = folders.start("data");
    await eventually("something to be stored", async () => await folders.count("data") > 0 || null);
    folders.write();
    for (const pid of pipeline.services().values()) Deno.kill(pid, "SIGSTOP");
    await folders.copy();
    await pipeline.stop("SIGKILL");
    for (const pid of pipeline.services().values()) Deno.kill(pid, "SIGKILL");
  }
  await using moved = folders.start("copy");
  await folders.stored("copy", 2 * LINES);
  await folders.assertWhole(moved);
});

const LINES = 20_000;

/** A log that grows, and data folders. */
class Folders implements AsyncDisposable {
  readonly #path = Deno.makeTempDirSync({ prefix: "logflow-backup-" });
  #written = 0;

  constructor() {
    this.write();
  }

  /** Appends lines to the log. */
  write(): void {
    const lines = Array.from(
      { length: LINES },
      () => `2025-10-23 14:32:15 ERROR [shop] order_${this.#written++} failed\n`,
    );
    Deno.writeTextFileSync(`${this.#path}/app.log`, lines.join(""), { append: true });
  }

  start(dataDir: string): PipelineProcess {
    const logFiles = [`${this.#path}/app.log`];
    return startPipeline({ dataDir: `${this.#path}/${dataDir}`, logFiles });
  }

  /** Copies the folder `data` as `cp -a` does. */
  async copy(): Promise<void> {
    const args = ["-a", `${this.#path}/data`, `${this.#path}/copy`];
    assert.equal((await new Deno.Command("cp", { args }).output()).code, 0);
  }

  async count(dataDir: string): Promise<number> {
    return Number(await this.#run(dataDir, "count", "*"));
  }

  async stored(dataDir: string, count: number): Promise<void> {
    await eventually(`${count} events`, async () => await this.count(dataDir) >= count || null);
  }

  /** Each line is there once, and `verify` says the same. */
  async assertWhole(pipeline: PipelineProcess): Promise<void> {
    assert.equal(await pipeline.stop(), 0, pipeline.output());
    assert.equal(await this.count("copy"), this.#written);
    for (const i of [0, LINES - 1, LINES, this.#written - 1]) {
      assert.equal(await this.#run("copy", "count", `order_${i}`), "1");
    }
    const all = this.#written.toLocaleString("en");
    assert.equal(await this.#run("copy", "verify"), `received ${all} = stored ${all}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#path, { recursive: true });
  }

  async #run(dataDir: string, ...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await runCli([
      ...args,
      "--data-dir",
      `${this.#path}/${dataDir}`,
    ]);
    assert.equal(code, 0, stderr);
    return stdout.trim();
  }
}
