import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { freePort, type PipelineProcess, servicesOf, startPipeline } from "./pipeline_process.ts";
import { runCli } from "./run_cli.ts";

const SERVICES = ["alert", "api", "process", "ship"];

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test(`pipeline ends all services and exits with 0 on ${signal}`, async () => {
    const dataDir = await startedFolder();
    await using pipeline = startPipeline({ dataDir, logFiles: [`${dataDir}/app.log`] });
    await allRun(pipeline, dataDir);
    assert.equal(await pipeline.stop(signal), 0, pipeline.output());
    assert.equal(servicesOf(dataDir).size, 0);
    const ends = [...pipeline.output().matchAll(/\[(\w+)\] ended/g)].map(([, name]) => name);
    assert.deepEqual(ends, ["ship", "process", "api", "alert"]);
  });
}

Deno.test("pipeline leaves nothing behind when it is killed", async () => {
  const dataDir = await startedFolder();
  await using pipeline = startPipeline({ dataDir, logFiles: [`${dataDir}/app.log`] });
  await allRun(pipeline, dataDir);
  await pipeline.stop("SIGKILL");
  await eventually("the services to end", () => servicesOf(dataDir).size === 0 || null);
});

Deno.test("pipeline that is interrupted while it checks does not end as if it were misconfigured", async () => {
  const dataDir = await startedFolder();
  await using pipeline = startPipeline({ dataDir, logFiles: [`${dataDir}/app.log`] });
  await eventually("the check, or what follows it", () => {
    const lines = ps("-ww", "-eo", "args=").split("\n");
    return lines.some((line) => line.includes(dataDir) && / (check|ship) ?/.test(line)) || null;
  });
  const code = await pipeline.stop("SIGINT");
  assert.ok(code === 130 || code === 0, `${code}: ${pipeline.output()}`); // 0: the check was over.
});

Deno.test("pipeline whose supervisor is killed ends all, and tells that it goes on at the next start", async () => {
  const dataDir = await startedFolder();
  await using pipeline = startPipeline({ dataDir, logFiles: [`${dataDir}/app.log`] });
  const services = await allRun(pipeline, dataDir);
  Deno.kill(Number(ps("-o", "ppid=", "-p", `${services.get("ship")}`)), "SIGKILL");
  assert.equal(await pipeline.ended, 137);
  assert.match(
    pipeline.output(),
    /pipeline was ended by SIGKILL; start it again, it goes on where/,
  );
  await eventually("the services to end", () => servicesOf(dataDir).size === 0 || null);
});

Deno.test("pipeline leaves nothing behind when the task that started it is killed", async () => {
  const dataDir = await startedFolder();
  const ports = ["API_PORT", "SHIP_METRICS_PORT", "PROCESS_METRICS_PORT", "ALERT_METRICS_PORT"];
  const task = new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", "pipeline", "--log-file", `${dataDir}/app.log`],
    cwd: new URL("../../", import.meta.url),
    env: {
      LOGFLOW_DATA_DIR: dataDir,
      ...Object.fromEntries(ports.map((name) => [name, String(freePort())])),
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await eventually("all services", () => servicesOf(dataDir).size === 4 || null);
  task.kill("SIGKILL");
  await task.status;
  await eventually("all to end", () => !ps("-ww", "-eo", "args=").includes(`${dataDir}/`) || null);
});

Deno.test("pipeline starts again what dies, and tells it", async () => {
  const dataDir = await startedFolder();
  await using pipeline = startPipeline({ dataDir, logFiles: [`${dataDir}/app.log`] });
  const before = await allRun(pipeline, dataDir);
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
  await allRun(first, dataDir);
  const { code, stderr } = await runCli(["pipeline", "--log-file", `${dataDir}/app.log`], {
    LOGFLOW_DATA_DIR: dataDir,
    API_PORT: String(freePort()),
    SHIP_METRICS_PORT: String(freePort()),
    PROCESS_METRICS_PORT: String(freePort()),
    ALERT_METRICS_PORT: String(freePort()),
  });
  assert.equal(code, 2);
  assert.match(stderr, /LOGFLOW_DATA_DIR: Cannot lock ".*ship\.lock": .*holds it/);
});

Deno.test("pipeline loses nothing, as verify proves, and finds what it shipped", async () => {
  const dataDir = await startedFolder();
  await using pipeline = startPipeline({ dataDir, logFiles: [`${dataDir}/app.log`] });
  await eventually("the event", async () => {
    const response = await fetch(`${pipeline.apiUrl}/api/v1/logs?q=service:app`);
    return (await response.json()).events.length === 1 || null;
  });
  const variables = { LOGFLOW_DATA_DIR: dataDir };
  assert.equal((await runCli(["verify"], variables)).code, 0, "while it runs");
  await pipeline.stop();
  assert.deepEqual(await runCli(["verify"], variables), {
    code: 0,
    stdout: "received 2 = stored 1 + empty 1\n",
    stderr: "",
  });
  assert.equal((await runCli(["count", "hello"], variables)).stdout, "1\n");
  const { stdout } = await runCli(["search", "--json", "level:INFO"], variables);
  assert.equal(JSON.parse(stdout).message, "hello");
  assert.equal((await runCli(["dead", "list"], variables)).stdout, "");
});

async function startedFolder(): Promise<string> {
  const dataDir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dataDir}/app.log`, "2025-10-23 14:32:15 INFO [app] hello\n\n");
  return dataDir;
}

/** Waits until all services run, and have said so: from then on they listen to signals. */
async function allRun(pipeline: PipelineProcess, dataDir: string): Promise<Map<string, number>> {
  return await eventually("all services", () => {
    const output = pipeline.output();
    const all = SERVICES.every((name) => output.includes(`[${name}] started`));
    return all ? servicesOf(dataDir) : null;
  });
}

function ps(...args: readonly string[]): string {
  return new TextDecoder().decode(new Deno.Command("ps", { args: [...args] }).outputSync().stdout);
}
