import { buildCommand } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { dataDir, type DataFlags } from "../flags.ts";
import { runWord } from "../run_word.ts";

/** `alert`: follows what is stored. */
export const alertCommand = buildCommand<DataFlags, [], Context>({
  docs: { brief: "Watch what is stored (rules come with a later version)" },
  parameters: { flags: { dataDir } },
  func(flags) {
    return runWord(this, { word: "alert", flags, work: (config) => runAlert(config, this) });
  },
});

async function runAlert(config: Config, context: Context): Promise<void> {
  const { runService } = await import("../service.ts");
  const { openReader } = await import("../compose.ts");
  const { alert } = await import("../../services/alert/alert.ts");
  const own = { port: config.alertMetricsPort, variable: "ALERT_METRICS_PORT" } as const;
  await runService({ name: "alert", context, config, ...own }, async (tools) => {
    const { log, registry, stack, signal, setProblem } = tools;
    const { Counter } = await import("../../runtime/prometheus.ts");
    const seen = new Counter({
      name: "logflow_events_seen_total",
      help: "Events that arrived since start",
      registers: [registry],
    });
    const store = stack.use(await openReader(config, log));
    await alert({
      store,
      onArrived: (events) => {
        setProblem(null);
        seen.inc(events);
      },
      onRetry: (error, pauseMs) => {
        setProblem(error.message);
        log.warn(error.message, { retry_in_ms: Math.round(pauseMs) });
      },
      onReplaced: (error) => log.warn(error.message),
    }, signal);
  });
}
