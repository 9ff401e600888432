import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { type PipelineProcess, startPipeline } from "./pipeline_process.ts";
import { type CliResult, runCli } from "./run_cli.ts";

const RULE = {
  ...{ name: "Errors", type: "threshold", query: "level:ERROR", threshold: ">= 3" },
  ...{ window: "10m", interval: "1s", group_by: ["service"], severity: "critical" },
};

async function withPipeline(
  work: (pipeline: PipelineProcess, dataDir: string, log: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "logflow-alerts-cli-" });
  try {
    const [log, dataDir] = [`${folder}/app.log`, `${folder}/data`];
    await Deno.writeTextFile(log, "");
    await Deno.writeTextFile(`${folder}/rules.yaml`, JSON.stringify({ rules: [RULE] }));
    const receivers = [{ name: "ops", type: "webhook", url: "http://127.0.0.1:9/" }];
    await Deno.writeTextFile(`${folder}/receivers.yaml`, JSON.stringify({ receivers }));
    const variables = {
      ALERT_RULES: `${folder}/rules.yaml`,
      ALERT_RECEIVERS: `${folder}/receivers.yaml`,
    };
    await using pipeline = startPipeline({ dataDir, logFiles: [log], variables });
    await work(pipeline, dataDir, log);
    assert.equal(await pipeline.stop(), 0);
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

Deno.test("cli lists what fires, tells why, acknowledges and silences, at an API and in the data folder", () =>
  withPipeline(async (pipeline, dataDir, log) => {
    const isWatched = async () => {
      const answer = await fetch(`${pipeline.apiUrl}/api/v1/alerts/rules/Errors`);
      await answer.body?.cancel();
      return answer.ok || null;
    };
    await eventually("the rule to be watched", isWatched, 60_000);
    const line = () =>
      `${JSON.stringify({ timestamp: new Date(), level: "ERROR", service: "shop" })}\n`;
    await Deno.writeTextFile(log, line() + line() + line(), { append: true });
    const list = `${pipeline.apiUrl}/api/v1/alerts`;
    const { fingerprint } = await eventually("the alert", async () => {
      return (await (await fetch(list)).json()).items[0] ?? null;
    }, 60_000);

    for (const place of [["--api", pipeline.apiUrl], ["--data-dir", dataDir]]) {
      const run = (...args: string[]) => printed(runCli([...args, ...place]));
      const shown = /^SEVERITY .*\ncritical +Errors +service=shop +20\S+ \S+ +3 +(.*) +(\S+)\n$/;
      const toldOf = async () =>
        shown.exec(await run("alerts"))!.slice(1).map((text) => text.trim());
      assert.deepEqual(await toldOf(), ["no: its rule names no receiver", fingerprint]);
      assert.match(
        await run("alerts", "ack", fingerprint, "--comment", "seen"),
        /^Errors service=shop/,
      );
      assert.match((await toldOf())[0]!, /^no: acknowledged by (loopback|cli)$/);
      const json = JSON.parse(await run("alerts", "--json"));
      assert.deepEqual([json.fingerprint, json.acknowledged.comment], [fingerprint, "seen"]);
      await run("alerts", "unack", fingerprint);
      const id = (await run("silence", "add", "service=sh*", "rule!=x", "--for", "2h")).trim();
      assert.match((await toldOf())[0]!, /^no: silenced to 20/);
      assert.match(
        await run("silence", "list"),
        new RegExp(`\n${id} +holds +service=sh\\* rule!=x `),
      );
      await run("silence", "remove", id);
      assert.equal(await run("silence", "list"), "");
      assert.match(
        await run("alerts", "why", "Errors"),
        /^(Fires \(1 alert\)|Does not fire)/,
      );
      assert.match(await run("receivers"), /^NAME .*\nops +- +- +- +- +0 +-\n$/);
      const unknown = await runCli(["alerts", "why", "errors", ...place]);
      assert.equal(unknown.code, 1, unknown.stderr);
      assert.match(unknown.stderr, /not watched/);
    }
  }));

Deno.test("cli tells of the words alerts and silence what is wrong with them", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "logflow-alerts-cli-" });
  const table: [string[], number, RegExp][] = [
    [["alerts"], 0, /No `alert` ever acted here; start one\nNothing fires/],
    [["alerts", "--all"], 0, /Nothing fired in the last 30 days/],
    [["alerts", "lst"], 2, /there is no word "lst", did you mean `list`\?/],
    [["alerts", "fired"], 2, /there is no word "fired"\n/],
    [["alerts", "list", "x"], 2, /Too many arguments/],
    [["alerts", "why", "x"], 1, /it is not watched. No `alert` ever acted here; start one/],
    [["alerts", "ack", "0123456789abcdef"], 1, /it does not fire/],
    [["alerts", "ack", "x"], 2, /FINGERPRINT: give 16 digits/],
    [["alerts", "unack", "0123456789abcdef"], 1, /it is not acknowledged/],
    [["silence", "add", "rule=*", "--for", "1h"], 2, /would silence nearly everything/],
    [["silence", "add", "rule", "--for", "1h"], 2, /write NAME=TEXT or NAME!=TEXT/],
    [["silence", "add", "rule=x"], 2, /--for, --to: give one of them/],
    [["silence", "add", "rule=x", "--for", "soon"], 2, /--for: "soon" is no length of time/],
    [["silence", "add", "rule=x", "--to", "soon"], 2, /"to" is "soon", which is no time/],
    [["silence", "remove", "x"], 2, /ID: give 10 letters and digits/],
    [["silence", "remove", "0123456789"], 1, /there is none/],
    [["silence", "list"], 0, /There are no silences/],
  ];
  for (const [args, expected, told] of table) {
    const { code, stderr } = await runCli([...args, "--data-dir", dataDir]);
    assert.equal(code, expected, `${args}: ${stderr}`);
    assert.match(stderr, told);
  }
  await Deno.remove(dataDir, { recursive: true });
});
