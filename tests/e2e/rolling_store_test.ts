import assert from "node:assert/strict";
import { openBlockReader } from "../../adapters/blocks/reader.ts";
import type { LogReader } from "../../ports/log_store.ts";
import { readFreeBytes } from "../../runtime/free_bytes.ts";
import { eventually } from "./eventually.ts";
import { type PipelineProcess, startPipeline } from "./pipeline_process.ts";
import { runCli } from "./run_cli.ts";
import { canMount, mountSmallDisk, type SmallDisk } from "./small_disk.ts";

const MIB = 1024 * 1024;
const MAY_MOUNT = canMount();
const WHY_NOT = MAY_MOUNT ? "" : " (ignored: this user may not mount a small file system)";

Deno.test({
  name: `pipeline goes on on a disk that it has filled, the oldest going first${WHY_NOT}`,
  ignore: !MAY_MOUNT,
  async fn() {
    using disk = mountSmallDisk(64)!;
    await using world = await makeWorld(disk);
    world.append(60_000);
    await world.allStored();
    await world.endsBalanced();
  },
});

Deno.test({
  name: `pipeline makes room for lines on a disk that others have filled${WHY_NOT}`,
  ignore: !MAY_MOUNT,
  async fn() {
    using disk = mountSmallDisk(64)!;
    await using world = await makeWorld(disk);
    world.append(15_000);
    await world.allStored();
    world.whileStopped("process", () => disk.fill()); // Or they would take all that it gives up.
    world.append(10_000);
    await world.allStored();
    await eventually("room on the disk", () => readFreeBytes(disk.folder) > 4 * MIB || null);
    await world.endsBalanced();
  },
});

async function makeWorld(disk: SmallDisk) {
  const logs = await Deno.makeTempDir({ prefix: "logflow-rolling-" });
  const dataDir = `${disk.folder}/data`;
  const path = `${logs}/app.log`;
  Deno.writeTextFileSync(path, "");
  const pipeline = startPipeline({ dataDir, logFiles: [path] });
  const reader = await openBlockReader({ path: `${dataDir}/logs.db`, log: () => {} });
  let lines = 0;
  return {
    append(count: number): void {
      Deno.writeTextFileSync(path, toNoise(lines, count), { append: true });
      lines += count;
    },
    whileStopped(service: string, work: () => void): void {
      const pid = pipeline.services().get(service)!;
      Deno.kill(pid, "SIGSTOP");
      work();
      Deno.kill(pid, "SIGCONT");
    },
    allStored: () => storedReaches(reader, { lines, pipeline }),
    /** The newest are there, 4 MiB at least; the oldest are not, and nothing is unaccounted for. */
    async endsBalanced(): Promise<void> {
      assert.equal(await pipeline.stop("SIGTERM"), 0, pipeline.output());
      assert.doesNotMatch(pipeline.output(), /starts again/);
      const { events, expired } = await reader.status();
      assert(expired > 0 && events > 1000, `${events} events are left, ${expired} went`);
      const { events: kept } = await reader.since({ after: "start", limit: 1, waitMs: 0 });
      assert.match(kept[0]!.message, new RegExp(`^line ${expired} `));
      const number = (n: number) => n.toLocaleString("en");
      assert.deepEqual(await runCli(["verify"], { LOGFLOW_DATA_DIR: dataDir }), {
        code: 0,
        stdout: `received ${number(lines)} = stored ${number(events)} + expired ${
          number(expired)
        }\n`,
        stderr: "",
      });
    },
    async [Symbol.asyncDispose]() {
      await reader[Symbol.asyncDispose]();
      await pipeline[Symbol.asyncDispose]();
      await Deno.remove(logs, { recursive: true });
    },
  };
}

async function storedReaches(
  reader: LogReader,
  { lines, pipeline }: { readonly lines: number; readonly pipeline: PipelineProcess },
): Promise<void> {
  let stored = 0;
  try {
    await eventually("all lines to be stored", async () => {
      ({ stored } = await reader.status());
      return stored === lines || null;
    }, 60_000);
  } catch (cause) {
    const said = pipeline.output().slice(-4000);
    throw new Error(`${stored} of ${lines} lines were stored; the pipeline said:\n${said}`, {
      cause,
    });
  }
}

/** Lines that take about 1,200 bytes each, in the bus and on disk. */
function toNoise(first: number, count: number): string {
  const bytes = new Uint8Array(900);
  let text = "";
  for (let i = first; i < first + count; i++) {
    const noise = crypto.getRandomValues(bytes).toBase64();
    text += `2025-10-23 14:32:15 INFO [payment-service] line ${i} ${noise}\n`;
  }
  return text;
}
