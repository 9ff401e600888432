import assert from "node:assert/strict";
import { parseConfig } from "../runtime/config.ts";
import type { FoundJob, JobRecord } from "./job.ts";
import { toAsked } from "./to_asked.ts";

Deno.test("toAsked asks each at its own job's place, and heeds no job that does not run", () => {
  const jobs = [
    toJob("ship", true, { metricsHost: "10.0.0.1", shipMetricsPort: 1 }),
    toJob("process", true, { metricsHost: "10.0.0.2", processMetricsPort: 2 }),
    toJob("alert", false, { metricsHost: "10.0.0.3", alertMetricsPort: 3 }),
  ];
  const config = parseConfig({}, {
    METRICS_HOST: "10.0.0.9",
    ALERT_METRICS_PORT: "9",
    API_PORT: "8",
  });
  assert.deepEqual(toAsked(config, jobs), [
    ["ship", "10.0.0.1:1"],
    ["process", "10.0.0.2:2"],
    ["api", "127.0.0.1:8"],
    ["alert", "10.0.0.9:9"],
  ]);
});

function toJob(word: string, runs: boolean, places: JobRecord["places"]): FoundJob {
  const part = { pid: 1, startedAt: 1, restarts: 0, deaths: 0 };
  const record: JobRecord = {
    ...{ word, pid: 7, startedAt: 1, args: [], engine: "embedded", places },
    ...{ parts: { [word]: part }, problem: null, ended: null },
  };
  return { word, file: { pid: 7, host: null, runs, isLost: false }, record };
}
