import { buildCommand } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import { wait } from "../../runtime/wait.ts";
import type { Context } from "../context.ts";
import { dataDir, type DataFlags } from "../flags.ts";
import { runWord } from "../run_word.ts";

/** `alert`: judges what is stored by the rules, and tells. */
export const alertCommand = buildCommand<DataFlags, [], Context>({
  docs: { brief: "Judge what is stored by the rules, and tell those who want to know" },
  parameters: { flags: { dataDir } },
  func(flags) {
    return runWord(this, { word: "alert", flags, work: (config) => runAlert(config, this) });
  },
});

async function runAlert(config: Config, context: Context): Promise<void> {
  const { runService } = await import("../service.ts");
  const { openReader } = await import("../compose.ts");
  const { openLeases } = await import("../compose_state.ts");
  const { openReceivers } = await import("../open_receivers.ts");
  const { createAlertListener } = await import("../alert_listener.ts");
  const { alert } = await import("../../services/alert/alert.ts");
  const { RuleSource } = await import("../../runtime/rules/rule_source.ts");
  const own = { port: config.alertMetricsPort, variable: "ALERT_METRICS_PORT" } as const;
  await runService({ name: "alert", context, config, ...own }, async (tools) => {
    const { log, stack, state, signal } = tools;
    const rules = new RuleSource(state, config.alertRules);
    const { receivers, heartbeat } = await openReceivers(config.alertReceivers, stack, log.warn);
    await alert({
      store: stack.use(await openReader(config, log)),
      state,
      leases: await openLeases(config, log, stack),
      readRules: () => rules.read(),
      receivers,
      heartbeat,
      publicUrl: config.publicUrl,
      now: Date.now,
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      wait,
      listener: createAlertListener({ ...tools, receivers: [...receivers.keys()], now: Date.now }),
    }, signal);
  });
}
