import assert from "node:assert/strict";
import { createClient } from "../../client/client.ts";
import { eventually } from "../e2e/eventually.ts";
import { startPipeline } from "../e2e/pipeline_process.ts";
import { bundle } from "./bundle.ts";
import { installRuntimes } from "./install_runtimes.ts";
import { startNode, startWorkerd } from "./start_worker.ts";

const found = await installRuntimes();
const ignore = "missing" in found;
const why = ignore ? ` (${found.missing})` : "";

const RUNTIMES = [
  { name: "workerd", start: startWorkerd },
  { name: "Node", start: startNode },
] as const;

const ENTRY = 'export { worker as default } from "$/tests/edge/worker.ts";';

for (const { name, start } of RUNTIMES) {
  Deno.test({
    name:
      `the API and the logger work in ${name}, and what is logged there is found in LogFlow${why}`,
    ignore,
    async fn(t) {
      if ("missing" in found) return;
      const program = name === "Node" ? found.node : found.workerd;
      const dataDir = await Deno.makeTempDir({ prefix: "logflow-edge-" });
      await Deno.writeTextFile(`${dataDir}/app.log`, "");
      {
        await using pipeline = startPipeline({ dataDir, logFiles: [`${dataDir}/app.log`] });
        const variables = { LOGFLOW_URL: pipeline.apiUrl };
        await using worker = await start({ program, text: await bundle(ENTRY), variables });
        await t.step("the API", () => tryApi(worker.url));
        const client = createClient({ url: pipeline.apiUrl });
        await eventually("the pipeline", async () => (await client.ready()).ready || null, 60_000);
        await t.step("the logger", () => tryLogger(worker.url, client));
      }
      await Deno.remove(dataDir, { recursive: true });
    },
  });
}

/** The API of the worker, by its client. */
async function tryApi(url: string): Promise<void> {
  const client = createClient({ url });
  const events = Array.from({ length: 3000 }, (_, i) => ({
    level: i % 2 === 0 ? "ERROR" : "INFO",
    message: `event ${i} timed out`,
    latency_ms: i,
  }));
  assert.equal((await client.push(events)).accepted, 3000);
  assert.equal(await client.count({ q: "level:ERROR timed" }), 1500);
  const { events: [newest] } = await client.search({ q: "latency_ms:2999", limit: 1 });
  assert.equal(newest?.message, "event 2999 timed out");
  const { rows } = await client.stats({ q: "* | stats max(latency_ms) by level" });
  assert.equal(rows.length, 2);
  await assert.rejects(client.search({ q: '"open' }), { status: 400 });
  const all = [];
  for await (const event of client.exportLogs()) all.push(event.message);
  assert.equal(all.length, 3000);
}

async function tryLogger(url: string, client: ReturnType<typeof createClient>): Promise<void> {
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => await (await fetch(`${url}/app/order/${i}`)).text()),
  );
  assert.deepEqual(answers.slice(0, 2), ["order 0", "order 1"]);
  const status = await (await fetch(`${url}/app/console`)).json();
  assert.deepEqual([status.sent, status.dropped], [1, 0]);
  const q = "service:edge-app";
  await eventually("what was logged", async () => await client.count({ q }) >= 22 || null);
  assert.equal(await client.count({ q, fresh: true }), 22);
  assert.equal(await client.count({ q: `${q} method:GET status:200` }), 21);
  const { events } = await client.search({ q: `${q} level:WARN` });
  assert.equal(events[0]?.message, 'written to the console {"order":5}');
}
