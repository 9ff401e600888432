import assert from "node:assert/strict";
import { openReceiver } from "../../runtime/notices/testing.ts";
import { eventually } from "./eventually.ts";
import { startPipeline } from "./pipeline_process.ts";

Deno.test("confined services send Deno's telemetry to a collector, each under its own name", async () => {
  const folder = await Deno.makeTempDir({ prefix: "logflow-telemetry-" });
  Deno.writeTextFileSync(`${folder}/app.log`, "something\n");
  const sent = new Map<string, Set<string>>();
  await using collector = await openReceiver((response, { body }) => {
    for (const [service, what] of findSent(body)) {
      sent.set(service, (sent.get(service) ?? new Set()).add(what));
    }
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  try {
    await using pipeline = startPipeline({
      dataDir: `${folder}/data`,
      logFiles: [`${folder}/app.log`],
      variables: {
        OTEL_DENO_SERVICES: "true", // As OTEL_DENO in `.env`: the launcher is no service.
        OTEL_EXPORTER_OTLP_ENDPOINT: new URL(collector.url).origin,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_METRIC_EXPORT_INTERVAL: "500",
        OTEL_BSP_SCHEDULE_DELAY: "200",
      },
    });
    await eventually("traces of api, and metrics of all", async () => {
      await (await fetch(`${pipeline.apiUrl}/health`)).body?.cancel();
      const api = ["trace", "http.server.request.duration"];
      const hasAll = api.every((what) => sent.get("logflow-api")?.has(what)) &&
        SERVICES.every((name) => sent.get(name)?.has("v8js.memory.heap.size"));
      return hasAll || null;
    });
    assert.deepEqual([...sent.keys()].sort(), SERVICES);
    assert.equal(await pipeline.stop(), 0, pipeline.output());
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const SERVICES = ["logflow-alert", "logflow-api", "logflow-process", "logflow-ship"];

/** Who sent it, and the names of its metrics; of traces only that they came. */
function findSent(body: string): [service: string, what: string][] {
  const { resourceMetrics = [], resourceSpans = [] } = JSON.parse(body) as Exported;
  return [
    ...resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics }) =>
        metrics.map(({ name }) => [nameOf(resource), name] as [string, string])
      )
    ),
    ...resourceSpans.map(({ resource }) => [nameOf(resource), "trace"] as [string, string]),
  ];
}

interface Exported {
  readonly resourceMetrics?: readonly {
    readonly resource: Resource;
    readonly scopeMetrics: readonly { readonly metrics: readonly { readonly name: string }[] }[];
  }[];
  readonly resourceSpans?: readonly { readonly resource: Resource }[];
}

interface Resource {
  readonly attributes: readonly {
    readonly key: string;
    readonly value: { readonly stringValue: string };
  }[];
}

function nameOf({ attributes }: Resource): string {
  return attributes.find(({ key }) => key === "service.name")!.value.stringValue;
}
