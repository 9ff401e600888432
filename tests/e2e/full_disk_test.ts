import assert from "node:assert/strict";
import { checkStore } from "../faults/check_store.ts";
import { eventually } from "./eventually.ts";
import { type PipelineProcess, servicesOf, startPipeline } from "./pipeline_process.ts";
import { countReaches } from "./ship_files.ts";
import { canMount, mountSmallDisk, type SmallDisk } from "./small_disk.ts";

const MAY_MOUNT = canMount();
const WHY_NOT = MAY_MOUNT ? "" : " (ignored: this user may not mount a small file system)";

Deno.test({
  name:
    `pipeline holds lines back on a full disk, and stores each once when there is room${WHY_NOT}`,
  ignore: !MAY_MOUNT,
  async fn() {
    using disk = mountSmallDisk(64)!;
    const logs = new NumberedLines(await Deno.makeTempDir({ prefix: "logflow-full-" }));
    const dataDir = `${disk.folder}/data`;
    const options = { dataDir, logFiles: [logs.path] };
    await using pipeline = startPipeline(options);
    logs.append(2000);
    await countReaches(pipeline, 2000);
    await fillWhileLinesFlow(disk, logs, pipeline);
    assert.equal(servicesOf(dataDir).size, 4, pipeline.output());
    disk.free();
    await countReaches(pipeline, logs.messages.length);
    assert.equal(await pipeline.stop("SIGTERM"), 0, pipeline.output());
    await checkStore(`${dataDir}/logs.db`, logs.messages);
    await Deno.remove(logs.folder, { recursive: true });
  },
});

Deno.test({
  name: `pipeline that is killed and started on a full disk goes on when there is room${WHY_NOT}`,
  ignore: !MAY_MOUNT,
  async fn() {
    using disk = mountSmallDisk(64)!;
    const logs = new NumberedLines(await Deno.makeTempDir({ prefix: "logflow-full-" }));
    const dataDir = `${disk.folder}/data`;
    const options = { dataDir, logFiles: [logs.path] };
    {
      await using pipeline = startPipeline(options);
      logs.append(2000);
      await countReaches(pipeline, 2000);
      await fillWhileLinesFlow(disk, logs, pipeline);
    }
    await using pipeline = startPipeline(options);
    await fillWhileLinesFlow(disk, logs, pipeline);
    disk.free();
    await countReaches(pipeline, logs.messages.length);
    assert.equal(await pipeline.stop("SIGTERM"), 0, pipeline.output());
    await checkStore(`${dataDir}/logs.db`, logs.messages);
    await Deno.remove(logs.folder, { recursive: true });
  },
});

Deno.test({
  name: `pipeline starts on a disk that was filled meanwhile, by the room it reserved${WHY_NOT}`,
  ignore: !MAY_MOUNT,
  async fn() {
    using disk = mountSmallDisk(64)!;
    const logs = new NumberedLines(await Deno.makeTempDir({ prefix: "logflow-full-" }));
    const options = { dataDir: `${disk.folder}/data`, logFiles: [logs.path] };
    {
      await using pipeline = startPipeline(options);
      logs.append(2000);
      await countReaches(pipeline, 2000);
      assert.equal(await pipeline.stop("SIGTERM"), 0, pipeline.output());
    }
    disk.fill();
    logs.append(500);
    await using pipeline = startPipeline(options);
    await countReaches(pipeline, logs.messages.length);
    assert.equal(await pipeline.stop("SIGTERM"), 0, pipeline.output());
    await checkStore(`${disk.folder}/data/logs.db`, logs.messages);
    await Deno.remove(logs.folder, { recursive: true });
  },
});

/** Until the pipeline complains: the log of a database has some room of its own at first. */
async function fillWhileLinesFlow(
  disk: SmallDisk,
  logs: NumberedLines,
  pipeline: PipelineProcess,
): Promise<void> {
  disk.fill();
  await eventually("word of the full disk", () => {
    logs.append(2000);
    return saysFull(pipeline);
  });
}

function saysFull(pipeline: PipelineProcess): true | null {
  return /disk is full|No space left|ENOSPC|disk I\/O error/.test(pipeline.output()) || null;
}

class NumberedLines {
  readonly folder: string;
  readonly path: string;
  readonly messages: string[] = [];

  constructor(folder: string) {
    this.folder = folder;
    this.path = `${folder}/app.log`;
  }

  append(count: number): void {
    let text = "";
    for (let i = 0; i < count; i++) {
      this.messages.push(`line ${this.messages.length} of app.log`);
      text += `2025-10-23 14:32:15 INFO [payment-service] ${this.messages.at(-1)}\n`;
    }
    Deno.writeTextFileSync(this.path, text, { append: true });
  }
}
