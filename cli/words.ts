import { buildRouteMap } from "@stricli/core";
import { alertCommand } from "./commands/alert.ts";
import { apiCommand } from "./commands/api.ts";
import { checkCommand } from "./commands/check.ts";
import { countCommand } from "./commands/count.ts";
import { deadCommands } from "./commands/dead.ts";
import { generateCommand } from "./commands/generate.ts";
import { permissionsCommand } from "./commands/permissions.ts";
import { pipelineCommand } from "./commands/pipeline.ts";
import { processCommand } from "./commands/process.ts";
import { searchCommand } from "./commands/search.ts";
import { shipCommand } from "./commands/ship.ts";
import { storeCommands } from "./commands/store.ts";
import { verifyCommand } from "./commands/verify.ts";

/** All words, in the order in which `--help` tells them. Their heavy parts are loaded when they run. */
export const words = buildRouteMap({
  docs: { brief: "LogFlow collects log lines and makes them searchable within a second" },
  routes: {
    pipeline: pipelineCommand,
    generate: generateCommand,
    ship: shipCommand,
    process: processCommand,
    api: apiCommand,
    alert: alertCommand,
    search: searchCommand,
    count: countCommand,
    dead: deadCommands,
    verify: verifyCommand,
    store: storeCommands,
    check: checkCommand,
    permissions: permissionsCommand,
  },
});
