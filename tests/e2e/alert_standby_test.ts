import assert from "node:assert/strict";
import { openState } from "../../cli/compose_state.ts";
import type { RuleInput } from "../../core/alert/rule_input.ts";
import type { StateValue } from "../../ports/state_store.ts";
import { readAlertView } from "../../runtime/alert_view.ts";
import { parseConfig } from "../../runtime/config.ts";
import { toNameId } from "../../runtime/name_id.ts";
import { openReceiver } from "../../runtime/notices/testing.ts";
import { eventually } from "./eventually.ts";
import { freePort, servicesOf, startPipeline } from "./pipeline_process.ts";
import { spawnCli } from "./spawned_cli.ts";

Deno.test("a second alert goes on where the first stands still, and the first is silent once it wakes up", async () => {
  const folder = await Deno.makeTempDir({ prefix: "logflow-standby-" });
  const [dataDir, log] = [`${folder}/data`, `${folder}/app.log`];
  await Deno.mkdir(dataDir);
  const told: Told[] = [];
  await using receiver = await openReceiver((response, { body }) => {
    told.push(JSON.parse(body));
    response.end();
  });
  const receivers = `${folder}/receivers.yaml`;
  await Deno.writeTextFile(
    receivers,
    `receivers: [{name: ops, type: webhook, url: "${receiver.url}", group_by: [service]}]\n`,
  );
  const variables = { ALERT_RECEIVERS: receivers };
  await using state = await openState(parseConfig({}, { LOGFLOW_DATA_DIR: dataDir }), SILENT);
  await state.write(`rule/${await toNameId(RULE.name)}`, RULE as unknown as StateValue, null);
  await using pipeline = startPipeline({ dataDir, logFiles: [log], variables });
  await eventually("alert to act", () => readAlertView(state));
  const first = servicesOf(dataDir).get("alert")!;
  await using second = spawnCli(["alert"], {
    ...variables,
    LOGFLOW_DATA_DIR: dataDir,
    ALERT_METRICS_PORT: `${freePort()}`,
  });
  await eventually("the second to start", () => /started/.exec(second.errors()));

  Deno.kill(first, "SIGSTOP");
  try {
    await Deno.writeTextFile(log, toLines("a"), { append: true });
    await eventually("the notice of the second", () => told[0] ?? null);
    assert.match(second.errors(), /\[alert\] acts/);
  } finally {
    Deno.kill(first, "SIGCONT");
  }
  await eventually("the first to stop", () => /Stops to act/.exec(pipeline.output()));
  await Deno.writeTextFile(log, toLines("b"), { append: true });
  await eventually("the notice of what came later", () => told[1] ?? null);
  assert.equal(await second.stop("SIGTERM"), 0);
  await Deno.writeTextFile(log, toLines("c"), { append: true });
  await eventually("the notice of the first", () => told[2] ?? null);
  assert.equal(await pipeline.stop("SIGTERM"), 0, pipeline.output());
  assert.deepEqual(told.map(({ alerts }) => alerts.map(({ labels }) => labels.service)), [
    ["a"],
    ["b"],
    ["c"],
  ]);
  assert.equal(new Set(told.map(({ id }) => id)).size, 3);
  await Deno.remove(folder, { recursive: true });
});

const RULE: RuleInput = {
  ...{ name: "Errors", type: "threshold", query: "level:ERROR", threshold: ">= 3", window: "5m" },
  ...{ interval: "1s", group_by: ["service"], receivers: ["ops"] },
};

/** Enough for an alert. */
function toLines(service: string): string {
  const line = { timestamp: new Date().toISOString(), level: "ERROR", service, message: "m" };
  return `${JSON.stringify(line)}\n`.repeat(3);
}

interface Told {
  readonly id: string;
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

const SILENT = { info() {}, warn() {}, error() {} };
