import assert from "node:assert/strict";
import { readText } from "../compose/read_compose.ts";
import { readBusyPipeline } from "../metrics/busy_pipeline.ts";
import { findPanelExpressions, findRuleExpressions } from "../metrics/find_expressions.ts";
import { findUnknown } from "../metrics/find_unknown.ts";
import { readRows, toRows } from "../metrics/to_rows.ts";
import { installPromtool, runPromtool } from "../stack/promtool.ts";

const promtool = await installPromtool();
const without = "missing" in promtool ? ` (check metrics ${promtool.missing})` : "";

Deno.test(`the metrics of all services are as documented, sound, and all that rules and dashboards ask for${without}`, async () => {
  const texts = await readBusyPipeline();
  assert.deepEqual(readRows(readText("docs/metrics.md")), toRows(texts), "docs/metrics.md");
  const expressions = [...findRuleExpressions(), ...findPanelExpressions()];
  assert.ok(expressions.length > 90);
  assert.deepEqual(findUnknown(expressions, texts), []);
  const wrong = { where: "a panel", expr: 'sum by (level) (logflow_x{job="ship"})', record: null };
  assert.deepEqual(findUnknown([wrong], texts), [
    "a panel: no metric logflow_x",
    "a panel: no label level",
  ]);
  if ("missing" in promtool) return;
  for (const [service, text] of Object.entries(texts)) {
    assert.deepEqual(
      await runPromtool(promtool.path, ["check", "metrics"], text),
      [0, ""],
      service,
    );
  }
  const camel = "# HELP aMetric x\n# TYPE aMetric counter\naMetric 1\n";
  assert.equal((await runPromtool(promtool.path, ["check", "metrics"], camel))[0], 3);
});
