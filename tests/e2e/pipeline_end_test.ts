import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { servicesOf, startPipeline } from "./pipeline_process.ts";

const SERVICES = ["alert", "api", "process", "ship"];

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test(`pipeline ends all services and exits with 0 on ${signal}`, async () => {
    const dataDir = await startedFolder();
    await using pipeline = startPipeline({ dataDir, logFiles: [`${dataDir}/app.log`] });
    await allRun(dataDir);
    assert.equal(await pipeline.stop(signal), 0, pipeline.output());
    assert.equal(servicesOf(dataDir).size, 0);
    const ends = [...pipeline.output().matchAll(/\[(\w+)\] ended/g)].map(([, name]) => name);
    assert.deepEqual(ends, ["ship", "process", "api", "alert"]);
  });
}

Deno.test("pipeline leaves nothing behind when it is killed", async () => {
  const dataDir = await startedFolder();
  await using pipeline = startPipeline({ dataDir, logFiles: [`${dataDir}/app.log`] });
  await allRun(dataDir);
  await pipeline.stop("SIGKILL");
  await eventually("the services to end", () => servicesOf(dataDir).size === 0 || null);
});

Deno.test("pipeline starts again what dies, and tells it", async () => {
  const dataDir = await startedFolder();
  await using pipeline = startPipeline({ dataDir, logFiles: [`${dataDir}/app.log`] });
  const before = await allRun(dataDir);
  Deno.kill(before.get("process")!, "SIGKILL");
  await eventually("another process", () => {
    const now = servicesOf(dataDir).get("process");
    return (now !== undefined && now !== before.get("process")) || null;
  });
  assert.match(pipeline.output(), /process ended by SIGKILL; starts again in 0\.25 s/);
});

Deno.test("pipeline refuses a data folder that another one works on", async () => {
  const dataDir = await startedFolder();
  await using first = startPipeline({ dataDir, logFiles: [`${dataDir}/app.log`] });
  await eventually("the locks", () => first.output().includes("[ship] started") || null);
  await allRun(dataDir);
  await using second = startPipeline({ dataDir, logFiles: [`${dataDir}/app.log`] });
  await eventually("the refusal", () => /holds it/.test(second.output()) || null);
  assert.match(second.output(), /LOGFLOW_DATA_DIR: Cannot lock/);
});

async function startedFolder(): Promise<string> {
  const dataDir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dataDir}/app.log`, "2025-10-23 14:32:15 INFO [app] hello\n");
  return dataDir;
}

/** Waits until all services run, and have had the time to listen to signals. */
async function allRun(dataDir: string): Promise<Map<string, number>> {
  return await eventually("all services", () => {
    const services = servicesOf(dataDir);
    return SERVICES.every((name) => services.has(name)) ? services : null;
  });
}
