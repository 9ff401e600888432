import { buildCommand } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import {
  apiHost,
  apiPort,
  dataDir,
  format,
  logFile,
  morePaths,
  type Settings,
  timeZone,
} from "../flags.ts";
import { runWord } from "../run_word.ts";

/** `pipeline`: the main job. */
export const pipelineCommand = buildCommand<Settings, string[], Context>({
  docs: {
    brief: "Run everything: ship, process, api and alert, restarted when one dies",
    fullDescription: "Runs ship, process, api and alert, each confined to its own files and " +
      "addresses, and starts again what dies. Without --log-file it writes a demo log and ships " +
      "that. Ctrl-C ends all in good order, a second one at once.",
  },
  parameters: {
    flags: { logFile, format, dataDir, timeZone, apiHost, apiPort },
    positional: morePaths,
  },
  func(flags, ...paths) {
    const work = async (config: Config) =>
      (await import("../pipeline.ts")).runPipeline(config, this);
    return runWord(this, { word: "pipeline", flags, paths, work });
  },
});
