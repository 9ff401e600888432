import { buildRouteMap } from "@stricli/core";

/** The word that the command line begins with, loaded alone; all where it begins with none. */
export async function loadWords(args: readonly string[]) {
  const names = Object.keys(WORDS) as (keyof typeof WORDS)[];
  const named = names.filter((name) => name === args[0]);
  const loaded = (named.length > 0 ? named : names)
    .map(async (name) => [name, await WORDS[name]()] as const);
  return buildRouteMap({
    docs: {
      brief: "LogFlow collects log lines and makes them searchable within a second",
      hideRoute: { keep: true },
    },
    routes: Object.fromEntries(await Promise.all(loaded)),
  });
}

/** All words, in the order in which `--help` tells them. Their heavy parts are loaded when they run. */
const WORDS = {
  pipeline: async () => (await import("./commands/pipeline.ts")).pipelineCommand,
  generate: async () => (await import("./commands/generate.ts")).generateCommand,
  ship: async () => (await import("./commands/ship.ts")).shipCommand,
  process: async () => (await import("./commands/process.ts")).processCommand,
  api: async () => (await import("./commands/api.ts")).apiCommand,
  alert: async () => (await import("./commands/alert.ts")).alertCommand,
  start: async () => (await import("./commands/start.ts")).startCommands,
  stop: async () => (await import("./commands/stop.ts")).stopCommand,
  status: async () => (await import("./commands/status.ts")).statusCommand,
  keep: async () => (await import("./commands/start.ts")).keepCommands,
  search: async () => (await import("./commands/search.ts")).searchCommand,
  count: async () => (await import("./commands/count.ts")).countCommand,
  tail: async () => (await import("./commands/tail.ts")).tailCommand,
  export: async () => (await import("./commands/export.ts")).exportCommand,
  key: async () => (await import("./commands/key.ts")).keyCommands,
  rule: async () => (await import("./commands/rule.ts")).ruleCommands,
  alerts: async () => (await import("./commands/alerts.ts")).alertsCommands,
  silence: async () => (await import("./commands/silence.ts")).silenceCommands,
  receivers: async () => (await import("./commands/receivers.ts")).receiversCommands,
  dead: async () => (await import("./commands/dead.ts")).deadCommands,
  verify: async () => (await import("./commands/verify.ts")).verifyCommand,
  store: async () => (await import("./commands/store.ts")).storeCommands,
  check: async () => (await import("./commands/check.ts")).checkCommand,
  brokers: async () => (await import("./commands/brokers.ts")).brokersCommand,
  permissions: async () => (await import("./commands/permissions.ts")).permissionsCommand,
};
