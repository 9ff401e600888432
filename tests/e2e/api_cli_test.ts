import assert from "node:assert/strict";
import { AUTHORITY, CERTIFICATE, KEY } from "../../adapters/elasticsearch/testing/certificate.ts";
import { eventually } from "./eventually.ts";
import { type PipelineProcess, startPipeline } from "./pipeline_process.ts";
import { type CliResult, runCli } from "./run_cli.ts";
import { spawnCli } from "./spawned_cli.ts";

/** A pipeline that has stored 30 lines, every third an error; what it writes is in `folder`. */
interface Running {
  readonly pipeline: PipelineProcess;
  readonly folder: string;
  /** Puts one more event in by HTTP. */
  push(message: string): Promise<void>;
}

async function withPipeline(work: (running: Running) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "logflow-cli-" });
  try {
    const log = `${folder}/app.log`;
    const lines = Array.from({ length: 30 }, (_, i) => {
      const second = String(i).padStart(2, "0");
      return `2025-10-23 14:32:${second} ${i % 3 === 0 ? "ERROR" : "INFO"} [shop] line ${i}\n`;
    });
    await Deno.writeTextFile(log, lines.join(""));
    const dataDir = `${folder}/data`;
    await using pipeline = startPipeline({ dataDir, logFiles: [log] });
    const push = async (message: string) => {
      const headers = { "content-type": "application/json" };
      const init = { method: "POST", headers, body: JSON.stringify({ message }) };
      const answer = await fetch(`${pipeline.apiUrl}/api/v1/logs`, init);
      assert.equal((await answer.json()).accepted, 1);
    };
    await eventually("all lines", async () => {
      const answer = await fetch(`${pipeline.apiUrl}/api/v1/logs/count`);
      return (await answer.json()).count === 30 || null;
    });
    await work({ pipeline, folder, push });
    await pipeline.stop();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a command line prints; fails where it fails. */
async function printed(running: Promise<CliResult>): Promise<string> {
  const { code, stdout, stderr } = await running;
  assert.equal(code, 0, stderr);
  return stdout;
}

Deno.test("cli gives the same from an API as from the data folder: search, count, tables, export", () =>
  withPipeline(async ({ pipeline, folder }) => {
    const places = [["--data-dir", `${folder}/data`], ["--api", pipeline.apiUrl]] as const;
    const table: readonly (readonly [args: string[], expected: RegExp])[] = [
      [["search", "level:ERROR", "--limit", "2"], /^2025-10-23T\S+ ERROR +shop line 27\n.* 24\n$/],
      [["search", "line_ OR 7", "--json"], /^\{"id":.*"message":"line 7".*\}\n$/],
      [["search", "| fields message", "--limit", "1"], /^message="line 29"\n$/],
      [["search", "* | stats count() by level"], /^level +count\(\)\nERROR +10\nINFO +20\n$/],
      [["count", "level:ERROR", "--from", "2025-10-23T14:32:15Z"], /^5\n$/],
      [
        ["export", "level:ERROR", "--format", "csv"],
        /^id,timestamp,.*\r\n(.*,line \d+,\{\}\r\n){10}$/,
      ],
    ];
    for (const [args, expected] of table) {
      const [one, other] = await Promise.all(
        places.map((place) => printed(runCli([...args, ...place]))),
      );
      assert.match(one!, expected);
      assert.equal(other, one);
    }
    const output = `${folder}/all.ndjson`;
    await printed(runCli(["export", "--output", output], { LOGFLOW_API_URL: pipeline.apiUrl }));
    assert.equal((await Deno.readTextFile(output)).split("\n").length, 31);
  }));

Deno.test("cli tail follows the data folder and an API, goes on when the API was away, and ends with 0", () =>
  withPipeline(async ({ pipeline, folder, push }) => {
    await using local = spawnCli(["tail", "--last", "2", "--data-dir", `${folder}/data`]);
    await using remote = spawnCli(["tail", "--last", "2", "--api", pipeline.apiUrl]);
    const tails = [local, remote];
    for (const tail of tails) {
      assert.deepEqual((await tail.lines(2)).map((line) => line.slice(-7)), ["line 28", "line 29"]);
    }
    await push("first");
    for (const tail of tails) assert.match((await tail.lines(3))[2]!, / http first$/);
    const api = pipeline.services().get("api")!;
    Deno.kill(api, "SIGKILL");
    await eventually("api to be started again", () => {
      const next = pipeline.services().get("api");
      return next !== undefined && next !== api ? true : null;
    });
    await eventually("api to answer", async () => await push("second").then(() => true));
    for (const tail of tails) assert.match((await tail.lines(4))[3]!, / http second$/);
    assert.match(remote.errors(), /^logflow: Cannot .*; trying again\nlogflow: it goes on\n$/);
    for (const tail of tails) assert.equal(await tail.stop("SIGINT"), 0);
  }));

Deno.test("cli says what keeps it from asking an API", () =>
  withPipeline(async ({ pipeline }) => {
    const gone = await runCli(["search", "x", "--api", "http://127.0.0.1:9"]);
    assert.deepEqual([gone.code, gone.stdout], [1, ""]);
    assert.match(gone.stderr, /^logflow: Cannot GET "http:\/\/127.0.0.1:9\/api\/v1\/logs": .+\n$/);
    const variables = { LOGFLOW_API_URL: pipeline.apiUrl, LOGFLOW_API_KEY: "lf_4fT0pQx2Zk_SECRET" };
    const refused = await runCli(["count"], variables);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /Give an API key by LOGFLOW_API_KEY\n$/);
    const open = await runCli(["count", "--api", "http://192.0.2.1"], variables);
    assert.equal(open.code, 2);
    assert.match(open.stderr, /LOGFLOW_API_KEY: cannot be sent to "http:\/\/192.0.2.1"/);
    for (const { stderr } of [refused, open]) assert.doesNotMatch(stderr, /SECRET/);
    const made = await runCli(["key", "create", "--name", "a", "--scope", "read"], {
      LOGFLOW_API_URL: pipeline.apiUrl,
    });
    assert.match(made.stdout, /^lf_\w{10}_\w+\n$/);
    const key = made.stdout.trim();
    assert.equal(
      await printed(runCli(["count", "--api", pipeline.apiUrl], { LOGFLOW_API_KEY: key })),
      "30\n",
    );
  }));

Deno.test("cli trusts the certificate authority that it is told, and no other", async () => {
  const ca = await Deno.makeTempFile({ suffix: ".pem" });
  await Deno.writeTextFile(ca, AUTHORITY);
  const options = { hostname: "127.0.0.1", port: 0, cert: CERTIFICATE, key: KEY, onListen() {} };
  await using server = Deno.serve(options, () => Response.json({ count: 7 }));
  const url = `https://localhost:${server.addr.port}`;
  const told = await runCli(["count", "--api", url], { LOGFLOW_API_CA: ca });
  const not = await runCli(["count", "--api", url]);
  await Deno.remove(ca);
  assert.deepEqual([told.code, told.stdout, told.stderr], [0, "7\n", ""]);
  assert.equal(not.code, 1);
  assert.match(not.stderr, /^logflow: Cannot GET "https:.+": .*(certificate|UnknownIssuer).*\n$/);
});
