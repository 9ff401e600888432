import { buildCommand } from "@stricli/core";
import { ConfigError } from "../../core/errors.ts";
import type { RawBatch } from "../../core/raw_batch.ts";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { dataDir, format, logFile, morePaths, oneOf, type Settings, timeZone } from "../flags.ts";
import { runWord } from "../run_word.ts";

interface ShipFlags extends Omit<Settings, "apiHost" | "apiPort"> {
  readonly from?: From;
}

type From = "beginning" | "end";

const from = {
  kind: "parsed",
  parse: oneOf(["beginning", "end"]),
  optional: true,
  brief: "Where files begin that are there at the very first start: beginning (unless told), end",
  placeholder: "where",
} as const;

/** `ship`: log files or standard input to the bus. */
export const shipCommand = buildCommand<ShipFlags, string[], Context>({
  docs: {
    brief: "Ship log files, or standard input (-), to the bus",
    fullDescription: "Reads the files from where it stopped, follows them through rotation, and " +
      "hands their lines on. Of a folder it reads what is named like a log; `**` in a glob means " +
      "folders below. `-` reads standard input to its end.",
  },
  parameters: {
    flags: { logFile, format, dataDir, timeZone, from },
    positional: morePaths,
  },
  func(flags, ...paths) {
    const work = (config: Config) => runShip(config, flags.from ?? "beginning", this);
    return runWord(this, { word: "ship", flags, paths, work });
  },
});

async function runShip(config: Config, from: From, context: Context): Promise<void> {
  const readsStdin = refuseUseless(config);
  const { runService } = await import("../service.ts");
  const { openBus, openSource } = await import("../compose.ts");
  const { createShipMetrics } = await import("../ship_metrics.ts");
  const { ship } = await import("../../services/ship/ship.ts");
  const own = { port: config.shipMetricsPort, variable: "SHIP_METRICS_PORT" } as const;
  const options = { name: "ship", context, config, ...own, watchesStdin: !readsStdin };
  await runService(options, async ({ log, registry, stack, signal, setProblem }) => {
    const bus = stack.use(await openBus(config, log));
    // On Kafka it may have been another ship.
    const hasShipped = config.kafka === null && (await bus.status("logs-raw")).published > 0;
    const source = await openSource(config, log, { stack, from, hasShipped });
    const metrics = createShipMetrics(registry, { bus, source });
    const onShipped = (batches: readonly RawBatch[]) => {
      setProblem(null);
      metrics.shipped(batches);
    };
    const onRetry = (error: Error, pauseMs: number) => {
      setProblem(error.message);
      metrics.failed(error);
      log.warn(error.message, { retry_in_ms: Math.round(pauseMs) });
    };
    await ship({ source, bus: metrics.bus, onShipped, onRetry }, signal);
  });
}

/** Whether standard input is to be read. */
function refuseUseless({ logFiles }: Config): boolean {
  const readsStdin = logFiles.includes("-");
  if (logFiles.length > 0 && !(readsStdin && logFiles.length > 1)) return readsStdin;
  const problem = readsStdin
    ? '"-" (standard input) is not read together with files; start a second one for it'
    : "none is given; name at least one file, folder or glob, or - for standard input";
  throw new ConfigError([{ key: "--log-file", problem }]);
}
