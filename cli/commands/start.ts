import { buildRouteMap, type Command } from "@stricli/core";
import type { Context, Role } from "../context.ts";
import { alertCommand } from "./alert.ts";
import { apiCommand } from "./api.ts";
import { generateCommand } from "./generate.ts";
import { pipelineCommand } from "./pipeline.ts";
import { processCommand } from "./process.ts";
import { shipCommand } from "./ship.ts";

/** `start [WORD]`: the same words, with the same flags, in the background. */
export const startCommands = toRoutes("start", {
  brief: "Start a word in the background; the whole pipeline where none is named",
  fullDescription:
    "Takes the flags of the word: start ship --log-file PATH. Several words may be named where none has flags. " +
    "Waits until all answers, and says where; or why it does not, with exit code 1. What dies is started again. " +
    "Logs are in the folder log of the data folder. `kill -HUP` of the process that `status` tells reads the " +
    "configuration anew.",
});

/** `keep WORD`: what `start` leaves running. */
export const keepCommands = toRoutes("keep", { brief: "Keep a word running, as start does" });

function toRoutes(role: Role, docs: { brief: string; fullDescription?: string }) {
  return buildRouteMap({
    docs,
    routes: {
      pipeline: inRole(role, pipelineCommand),
      generate: inRole(role, generateCommand),
      ship: inRole(role, shipCommand),
      process: inRole(role, processCommand),
      api: inRole(role, apiCommand),
      alert: inRole(role, alertCommand),
    },
  });
}

/** The same command, with its flags, told to do something else with what it is given. */
function inRole(role: Role, command: Command<Context>): Command<Context> {
  return {
    ...command,
    async loader() {
      const loaded = await command.loader();
      const run = typeof loaded === "function" ? loaded : loaded.default;
      return function (flags, ...args) {
        return run.call({ ...this, role }, flags, ...args);
      };
    },
  };
}
