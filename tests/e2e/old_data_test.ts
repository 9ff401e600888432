import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { toFreePorts } from "./pipeline_process.ts";
import { runCli } from "./run_cli.ts";
import { spawnCli } from "./spawned_cli.ts";

const SAMPLES = new URL("../samples/", import.meta.url);

for (const { name } of Deno.readDirSync(SAMPLES)) {
  Deno.test(`data that ${name} kept is opened, and what it left undone is done`, async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "logflow-old-" });
    try {
      await unpack(new URL(`${name}/`, SAMPLES), dataDir);
      const variables = {
        ...{ LOGFLOW_DATA_DIR: dataDir, ...toFreePorts() },
        LOGFLOW_RETENTION: "5200w", // From when the sample was made.
      };
      const run = async (...args: string[]) => {
        const { code, stdout, stderr } = await runCli(args, variables);
        assert.equal(code, 0, stderr);
        return stdout.trim();
      };
      assert.equal(await run("count", "*"), "9000");
      await using process = spawnCli(["process"], variables);
      await eventually("what was shipped to be stored", async () => {
        return await run("count", "*") === "9300" || null;
      });
      assert.equal(await process.stop(), 0, process.errors());
      assert.equal(await run("count", "level:ERROR service:shop-2 order_7994"), "1");
      assert.equal(await run("count", "latency_ms:>=1497"), "2");
      assert.equal(await run("count", "日本 nested.a:999"), "1");
      assert.equal(await run("count", "service:late failed"), "300");
      assert.match(await run("search", "late_300", "--json"), /"message":"late_300 failed"/);
      assert.match(await run("verify"), /received 9,301 = stored 9,300 \+ .*empty 1/);
      assert.match(await run("store", "check"), /all is well/i);
      const [topic] = JSON.parse(`[${await run("dead", "list", "--json") || "null"}]`);
      assert.equal(topic, null);
    } finally {
      await Deno.remove(dataDir, { recursive: true });
    }
  });
}

async function unpack(from: URL, to: string): Promise<void> {
  for (const { name } of Deno.readDirSync(from)) {
    if (!name.endsWith(".gz")) continue;
    using file = await Deno.open(new URL(name, from));
    const bytes = file.readable.pipeThrough(new DecompressionStream("gzip"));
    await Deno.writeFile(`${to}/${name.slice(0, -".gz".length)}`, bytes);
  }
}
