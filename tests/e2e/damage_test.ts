import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { startPipeline } from "./pipeline_process.ts";

Deno.test("pipeline puts damaged files aside and goes on, with no more than its permissions", async () => {
  const dataDir = await Deno.makeTempDir();
  const logFiles = [`${dataDir}/app.log`];
  {
    await using pipeline = startPipeline({ dataDir, logFiles: write(dataDir, "before") });
    await isFound(pipeline.apiUrl, "before");
    await pipeline.stop();
  }
  const garbage = new TextEncoder().encode("garbage ".repeat(20));
  for (const name of ["ship.db", "bus.db", "logs.db", "logs.db-wal"]) {
    using file = Deno.openSync(`${dataDir}/${name}`, { write: true, create: true });
    file.writeSync(garbage);
  }
  write(dataDir, "after");
  await using pipeline = startPipeline({ dataDir, logFiles });
  await isFound(pipeline.apiUrl, "after");
  for (const name of ["ship.db", "bus.db", "logs.db"]) {
    const [folder] = [...Deno.readDirSync(`${dataDir}/${name}.corrupt`)];
    const aside = Deno.readFileSync(`${dataDir}/${name}.corrupt/${folder!.name}/${name}`);
    assert.deepEqual(aside.subarray(0, garbage.length), garbage, name);
  }
  assert.doesNotMatch(pipeline.output(), /run again with/);
});

function write(dataDir: string, word: string): string[] {
  const path = `${dataDir}/app.log`;
  Deno.writeTextFileSync(path, `2025-10-23 14:32:15 INFO [app] ${word}\n`, { append: true });
  return [path];
}

async function isFound(apiUrl: string, word: string): Promise<void> {
  await eventually(`"${word}"`, async () => {
    const response = await fetch(`${apiUrl}/api/v1/logs/count?q=${word}`);
    return (await response.json()).count === 1 || null;
  });
}
