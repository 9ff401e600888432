import assert from "node:assert/strict";
import { AlertEngine, type PackedEngine } from "../../core/alert/engine.ts";
import { hashRule } from "../../core/alert/hash_rule.ts";
import type { Rule } from "../../core/alert/rule.ts";
import type { RuleInput } from "../../core/alert/rule_input.ts";
import type { GroupChange } from "../../core/alert/findings.ts";
import { toRule } from "../../core/alert/to_rule.ts";
import { openState } from "../../cli/compose_state.ts";
import type { LogReader } from "../../ports/log_store.ts";
import type { StateStore } from "../../ports/state_store.ts";
import { readAlertView } from "../../runtime/alert_view.ts";
import { readHistory } from "../../runtime/alerts/history.ts";
import { parseConfig } from "../../runtime/config.ts";
import { openReceiver } from "../../runtime/notices/testing.ts";
import { toNameId } from "../../runtime/name_id.ts";
import { Snapshot } from "../../runtime/snapshot.ts";
import { readSince } from "../contract/log_store/case.ts";
import { removeNamespace } from "../stack/remove_namespace.ts";
import { eventually } from "./eventually.ts";
import { servicesOf, startPipeline } from "./pipeline_process.ts";
import { newNamespace, openWorld, toServerVariables, WORLDS } from "./worlds.ts";

const RULES: readonly RuleInput[] = [
  {
    ...{ name: "Many errors", type: "threshold", query: "level:ERROR", threshold: ">= 5" },
    ...{ window: "3s", interval: "1s", lateness: "20s", group_by: ["service"], receivers: ["ops"] },
  },
  {
    ...{ name: "Silence", type: "absence", query: "service:b", window: "2s", interval: "1s" },
    ...{ lateness: "20s", receivers: ["ops"] },
  },
];

for (const world of WORLDS.filter(({ name }) => /^(embedded|servers)/.test(name))) {
  Deno.test({
    name: `alert finds what the events say, and tells it, through kill -9, on ${world.name}`,
    ignore: world.ignore,
    sanitizeOps: false, // Clients of servers leave timers behind.
    sanitizeResources: false,
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "logflow-alerts-" });
      const namespace = newNamespace();
      const dataDir = `${folder}/data`;
      const variables = {
        ...world.uses.length === 0 ? {} : toServerVariables(world, namespace),
        ALERT_RECEIVERS: `${folder}/receivers.yaml`,
      };
      const told: Told[] = [];
      await using receiver = await openReceiver((response, { body }) => {
        told.push(JSON.parse(body));
        response.end();
      });
      await Deno.writeTextFile(
        `${folder}/receivers.yaml`,
        `receivers: [{name: ops, type: webhook, url: "${receiver.url}"}]\n`,
      );
      const config = parseConfig({}, { LOGFLOW_DATA_DIR: dataDir, ...variables });
      await Deno.mkdir(dataDir);
      const rules = RULES.map((input) => toRule(input).rule!);
      try {
        await using state = await openState(config, SILENT);
        for (const input of RULES) {
          await state.write(`rule/${await toNameId(input.name)}`, { ...input } as never, null);
        }
        await using pipeline = startPipeline({
          dataDir,
          logFiles: [`${folder}/app.log`],
          variables,
        });
        await eventually("alert to act", () => readAlertView(state));
        await writeAndKill(`${folder}/app.log`, dataDir);
        const lastMs = Date.now();
        await judgedTo(state, lastMs + 5000);
        assert.equal(await pipeline.stop("SIGTERM"), 0, pipeline.output());
        await using opened = await openWorld({ LOGFLOW_DATA_DIR: dataDir, ...variables });
        const asked = { rule: null, fromMs: null, toMs: null, limit: 10_000, cursor: null };
        const found = (await readHistory(state, asked)).changes.map((change) =>
          toText({ ...change, values: change.labels.service ?? "" })
        );
        const expected = await judge(rules, opened.reader, await readEngine(state));
        assert(expected.length > 4, `${expected}`);
        assert.deepEqual(found.sort(), expected.sort(), "each change once");
        assertTold(told, expected);
      } finally {
        if (world.uses.length > 0) await removeNamespace(namespace);
      }
      await Deno.remove(folder, { recursive: true });
    },
  });
}

/** Lines of two services for some seconds, errors of `a` in bursts, `b` with gaps; services are killed meanwhile. */
async function writeAndKill(path: string, dataDir: string): Promise<void> {
  const kills = ["alert", "process", "alert", "ship", "alert"];
  for (let tick = 0; tick < 120; tick++) {
    const timestamp = new Date().toISOString();
    const [isBurst, isSilent] = [tick % 40 < 8, tick % 60 > 25];
    const lines = [
      { timestamp, level: isBurst ? "ERROR" : "INFO", service: "a", message: `a ${tick}` },
      ...isSilent ? [] : [{ timestamp, level: "INFO", service: "b", message: `b ${tick}` }],
    ];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    await Deno.writeTextFile(path, text, { append: true });
    const pid = tick % 24 === 13
      ? servicesOf(dataDir).get(kills[Math.floor(tick / 24)]!)
      : undefined;
    if (pid !== undefined) Deno.kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 100)); // Lines come as time passes.
  }
}

/** Waits until all windows that end before are judged. */
async function judgedTo(state: StateStore, toMs: number): Promise<void> {
  const latenessMs = 20_000;
  await eventually("the windows to be judged", async () => {
    const view = await readAlertView(state);
    return view !== null && view.progressMs >= toMs + latenessMs || null;
  }, 90_000);
}

/** With which window each rule began, and up to when they are judged. */
async function readEngine(state: StateStore) {
  const { value } = await new Snapshot(state, "alert/", () => new Uint8Array()).read();
  return value as unknown as { readonly engine: PackedEngine; readonly progress: number };
}

/** What the rules make of all that is stored, at once and in order of time. */
async function judge(
  rules: readonly Rule[],
  reader: LogReader,
  { engine: { ...begun }, progress }: Awaited<ReturnType<typeof readEngine>>,
): Promise<string[]> {
  const found: string[] = [];
  const findings = {
    changed: ({ rule, values, state, windowEndMs, value }: GroupChange) =>
      void found.push(toText({ rule: rule.name, values: `${values}`, state, windowEndMs, value })),
    raised() {},
    lasted() {},
    cleared() {},
  };
  const engine = new AlertEngine();
  engine.setRules(rules.map((rule) => ({ rule, hash: hashRule(rule) })), 0, findings);
  engine.unpack(Object.fromEntries(
    Object.entries(begun).map(([name, [hash, { first, uncounted }]]) => {
      assert.deepEqual(uncounted, { late: 0, future: 0, crowded: 0 });
      return [name, [hash, { first, judged: first - 1, groups: [], windows: [], uncounted }]];
    }),
  ));
  const { events } = await readSince(reader, "start");
  for (const event of events.sort((a, b) => a.timestampMs - b.timestampMs)) engine.add(event);
  while (!engine.judge(progress, progress, findings));
  return found;
}

function toText({ rule, values, state, windowEndMs, value }: {
  readonly rule: string;
  readonly values: string;
  readonly state: string;
  readonly windowEndMs: number;
  readonly value: number | null;
}): string {
  return `${rule} [${values}] ${state} ${new Date(windowEndMs).toISOString()} ${value}`;
}

interface Told {
  readonly id: string;
  readonly at: string;
  readonly alerts: readonly { readonly rule: string; readonly starts_at: string }[];
}

/** Every alert was told of, and a notice that came twice has the same id. */
function assertTold(told: readonly Told[], expected: readonly string[]): void {
  for (const rule of ["Many errors", "Silence"]) {
    const begun = expected.filter((text) => text.startsWith(rule) && text.includes(" firing "));
    const alerts = told.flatMap(({ alerts }) => alerts).filter((alert) => alert.rule === rule);
    assert.equal(new Set(alerts.map(({ starts_at }) => starts_at)).size, begun.length, rule);
  }
  const contents = new Set(told.map((notice) => JSON.stringify(notice)));
  assert.equal(contents.size, new Set(told.map(({ id }) => id)).size);
}

const SILENT = { info() {}, warn() {}, error() {} };
