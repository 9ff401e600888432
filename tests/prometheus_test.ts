import assert from "node:assert/strict";
import { readYaml } from "./compose/read_compose.ts";
import {
  filesIn,
  findPanelExpressions,
  findRuleExpressions,
  readDashboards,
} from "./metrics/find_expressions.ts";
import { installPromtool, runPromtool } from "./stack/promtool.ts";

const promtool = await installPromtool();
const isMissing = "missing" in promtool;
const path = isMissing ? "" : promtool.path;
const where = isMissing ? ` (${promtool.missing})` : "";

Deno.test({
  name: `promtool finds no fault in Prometheus's configuration and rules${where}`,
  ignore: isMissing,
  async fn() {
    const config = "deploy/prometheus/prometheus.yml";
    await mustSucceed(["check", "config", config]);
    await mustSucceed(["check", "rules", "--lint=all", "--lint-fatal", ...RULES]);
  },
});

Deno.test({
  name: `promtool's tests of the rules pass${where}`,
  ignore: isMissing,
  fn: () => mustSucceed(["test", "rules", ...TESTS]),
});

Deno.test({
  name: `promtool can read every expression of the dashboards${where}`,
  ignore: isMissing,
  async fn() {
    const rules = findPanelExpressions().map(({ expr }, i) => ({ record: `panel:${i}`, expr }));
    const file = await Deno.makeTempFile({ suffix: ".yml" });
    try {
      await Deno.writeTextFile(file, JSON.stringify({ groups: [{ name: "panels", rules }] }));
      await mustSucceed(["check", "rules", "--lint=none", file]);
    } finally {
      await Deno.remove(file);
    }
  },
});

Deno.test("every alert rule has a test in which it fires", () => {
  const fired = new Set(TESTS.flatMap(findFired));
  const alerts = findRuleExpressions().filter(({ record }) => record === null)
    .map(({ where }) => where.split(": ")[1]!);
  assert.ok(alerts.length >= 17);
  assert.deepEqual(alerts.filter((name) => !fired.has(name)), []);
});

Deno.test("Grafana has three dashboards, and the sources of data that they ask", () => {
  const dashboards = readDashboards().map(({ dashboard }) => dashboard);
  const uids = dashboards.map(({ uid }) => uid);
  assert.deepEqual(uids, ["logflow-alerts", "logflow-pipeline", "logflow-search"]);
  const { datasources } = readYaml(`${PROVISIONING}/datasources/logflow.yml`) as Provisioned;
  const known = datasources.map(({ type, uid }) => ({ type, uid }));
  for (const { title, panels } of dashboards) {
    const ids = panels.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, title);
    const asked = panels.flatMap(({ datasource, targets }) => [
      datasource,
      ...targets.map(({ datasource }) => datasource),
    ]);
    for (const source of asked) {
      assert.ok(known.some(({ type, uid }) => type === source.type && uid === source.uid), title);
    }
  }
});

Deno.test("docker-compose.yml mounts the rules and dashboards where they are looked for", () => {
  const { services } = readYaml("docker-compose.yml") as Mounting;
  const volumes = Object.values(services).flatMap(({ volumes }) => volumes ?? []);
  const { providers } = readYaml(`${PROVISIONING}/dashboards/logflow.yml`) as Provided;
  for (const { options } of providers) {
    assert.ok(volumes.includes(`./deploy/grafana/dashboards:${options.path}:ro`));
  }
  assert.ok(volumes.includes(`./${PROVISIONING}:/etc/grafana/provisioning:ro`));
  assert.ok(volumes.includes("./deploy/prometheus:/etc/prometheus:ro"));
});

/** The alerts that a file of promtool's tests says to fire. */
function findFired(path: string): string[] {
  const { tests } = readYaml(path) as RuleTests;
  return tests.flatMap(({ alert_rule_test = [], promql_expr_test = [] }) => [
    ...alert_rule_test.flatMap(({ alertname, exp_alerts = [] }) =>
      exp_alerts.length > 0 ? [alertname] : []
    ),
    ...promql_expr_test.flatMap(({ expr, exp_samples = [] }) =>
      expr.includes('ALERTS{alertstate="firing"') ? exp_samples.flatMap(toAlertName) : []
    ),
  ]);
}

function toAlertName({ labels }: { readonly labels: string }): string[] {
  const [, name] = /alertname="(\w+)"/.exec(labels) ?? [];
  return name === undefined ? [] : [name];
}

async function mustSucceed(args: readonly string[]): Promise<void> {
  const [code, printed] = await runPromtool(path, args);
  assert.equal(code, 0, printed);
}

const RULES = filesIn("deploy/prometheus/rules");
const TESTS = filesIn("deploy/prometheus/tests");
const PROVISIONING = "deploy/grafana/provisioning";

interface RuleTests {
  readonly tests: readonly {
    readonly alert_rule_test?: readonly {
      readonly alertname: string;
      readonly exp_alerts?: readonly unknown[];
    }[];
    readonly promql_expr_test?: readonly {
      readonly expr: string;
      readonly exp_samples?: readonly { readonly labels: string }[];
    }[];
  }[];
}

interface Provisioned {
  readonly datasources: readonly { readonly type: string; readonly uid: string }[];
}

interface Provided {
  readonly providers: readonly { readonly options: { readonly path: string } }[];
}

interface Mounting {
  readonly services: Readonly<Record<string, { readonly volumes?: readonly string[] }>>;
}
