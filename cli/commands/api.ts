import { buildCommand } from "@stricli/core";
import deno from "../../deno.json" with { type: "json" };
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { apiHost, apiPort, dataDir, type Settings, timeZone } from "../flags.ts";
import { runWord } from "../run_word.ts";

type ApiFlags = Pick<Settings, "dataDir" | "apiHost" | "apiPort" | "timeZone">;

/** `api`: search and push by HTTP. */
export const apiCommand = buildCommand<ApiFlags, [], Context>({
  docs: { brief: "Serve the REST API: search, and push events" },
  parameters: { flags: { dataDir, apiHost, apiPort, timeZone } },
  func(flags) {
    return runWord(this, { word: "api", flags, work: (config) => runApi(config, this) });
  },
});

async function runApi(config: Config, context: Context): Promise<void> {
  const { runService } = await import("../service.ts");
  const { openBus, openPooledReader } = await import("../compose.ts");
  const { api } = await import("../../services/api/api.ts");
  const { watchBus } = await import("../watch_bus.ts");
  const { watchReady } = await import("../watch_ready.ts");
  const own = { port: config.apiPort, variable: null } as const;
  await runService({ name: "api", context, config, ...own }, async (tools) => {
    const { log, registry, stack, state, signal, setProblem } = tools;
    const { openCache } = await import("../compose_state.ts");
    const { cache, check } = await openCache(config, log, stack);
    const ports = {
      state,
      cache,
      checkCache: check,
      bus: stack.use(await openBus(config, log)),
      store: stack.use(await openPooledReader(config, log)),
      now: Date.now,
      random: (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes)),
      log,
    };
    const options = {
      host: config.apiHost,
      port: config.apiPort,
      insecureNames: config.apiInsecureNames,
      apiKeys: config.apiKeys,
      corsOrigins: config.apiCorsOrigins,
      rateMax: config.apiRateMax,
      ingestMax: config.ingestMax,
      hostname: Deno.hostname(),
      timeZone: config.timeZone,
      version: deno.version,
      registry,
      onListen: ({ host, port }: { host: string; port: number }) =>
        log.info("listening", { host, port }),
    };
    const lost = config.kafka === null ? watchBus(ports.bus, signal) : new AbortController().signal;
    const ended = new AbortController();
    const watching = watchReady({ ...ports, setProblem }, AbortSignal.any([signal, ended.signal]));
    try {
      await api(ports, options, AbortSignal.any([signal, lost]));
    } finally {
      ended.abort();
      await watching;
    }
    if (lost.aborted) throw lost.reason;
  });
}
