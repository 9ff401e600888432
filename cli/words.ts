import { buildRouteMap } from "@stricli/core";
import { checkCommand } from "./commands/check.ts";
import { permissionsCommand } from "./commands/permissions.ts";
import { pipelineCommand } from "./commands/pipeline.ts";

/** All words, in the order in which `--help` tells them. Their heavy parts are loaded when they run. */
export const words = buildRouteMap({
  docs: { brief: "LogFlow collects log lines and makes them searchable within a second" },
  routes: {
    pipeline: pipelineCommand,
    check: checkCommand,
    permissions: permissionsCommand,
  },
});
