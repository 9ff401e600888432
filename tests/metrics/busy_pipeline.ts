import { openReceiver } from "../../runtime/notices/testing.ts";
import { eventually } from "../e2e/eventually.ts";
import { type PipelineProcess, startPipeline } from "../e2e/pipeline_process.ts";
import { countReaches } from "../e2e/ship_files.ts";

/** What each service tells at `/metrics`, by its word. */
export type ServiceMetrics = Readonly<Record<keyof PipelineProcess["metricsUrls"], string>>;

/** Runs a pipeline in which everything happened that has a metric of its own: shipped, pushed, asked, told. */
export async function readBusyPipeline(): Promise<ServiceMetrics> {
  const folder = await Deno.makeTempDir({ prefix: "logflow-metrics-" });
  await using receiver = await openReceiver((response) => response.end());
  const files = {
    "app.log": LOG,
    "rules.yaml": RULES,
    "receivers.yaml": toReceivers(receiver.url),
  };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
  try {
    await using pipeline = startPipeline({
      dataDir: `${folder}/data`,
      logFiles: [`${folder}/app.log`],
      variables: {
        ALERT_RULES: `${folder}/rules.yaml`,
        ALERT_RECEIVERS: `${folder}/receivers.yaml`,
      },
    });
    const { ship, process, api, alert } = pipeline.metricsUrls;
    await readUntil(alert, /^logflow_alert_rules 1$/m); // What came before is not judged.
    await countReaches(pipeline, 1);
    await push(pipeline.apiUrl);
    await countReaches(pipeline, 2);
    const told = await readUntil(alert, /^logflow_notices_total\{.*"taken"\} [1-9]/m);
    const texts = {
      ship: await readUntil(ship, /^logflow_events_shipped_total [1-9]/m),
      process: await readUntil(process, /^logflow_events_stored_total 2$/m),
      api: await readUntil(api, /^logflow_query_duration_seconds_count [1-9]/m),
      alert: told,
    };
    await pipeline.stop();
    return texts;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const LOG = "something\n";

const RULES = `rules:
  - { name: Errors, query: "level:ERROR", type: threshold, window: 1m, threshold: ">= 1", receivers: [ops] }
`;

function toReceivers(url: string): string {
  return `receivers: [{ name: ops, type: webhook, url: "${url}" }]\n`;
}

async function push(apiUrl: string): Promise<void> {
  const response = await fetch(`${apiUrl}/api/v1/logs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: `[{"level":"ERROR","message":"broken"}]`,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Cannot push: status is ${response.status}: ${text}`);
}

async function readUntil(url: string, pattern: RegExp): Promise<string> {
  return await eventually(`${url} to tell ${pattern}`, async () => {
    const response = await fetch(url);
    const text = await response.text();
    return response.ok && pattern.test(text) ? text : null;
  });
}
