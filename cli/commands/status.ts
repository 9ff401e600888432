import { buildCommand } from "@stricli/core";
import { toDataFiles } from "../../runtime/data_files.ts";
import type { Context } from "../context.ts";
import { dataDir, type DataFlags, oneOf, yesFlag } from "../flags.ts";
import { toAsked } from "../to_asked.ts";
import { findJobs, JOB_WORDS, type JobWord } from "../job.ts";
import { runWord } from "../run_word.ts";

interface StatusFlags extends DataFlags {
  readonly json?: boolean;
  readonly await?: JobWord;
}

/** `status`: how everything that was started is. */
export const statusCommand = buildCommand<StatusFlags, [], Context>({
  docs: {
    brief: "Show how everything is that was started: state, rate, lag, memory, last error",
    fullDescription:
      "What runs in the background with this data folder, and services that run elsewhere " +
      "and keep a heartbeat in the same place. Exit code 1 when anything that was started does not run; " +
      "what was stopped is meant to be so. Rates are of the second that it takes.",
  },
  parameters: {
    flags: {
      dataDir,
      json: yesFlag("One JSON object a process"),
      await: {
        kind: "parsed",
        parse: oneOf(JOB_WORDS),
        optional: true,
        hidden: true,
        brief: "Wait until all processes of this word answer, or one has failed",
        placeholder: "word",
      },
    },
  },
  func(flags) {
    return runWord(this, {
      word: "status",
      flags,
      asks: (config) =>
        toAsked(config, findJobs(toDataFiles(config.dataDir).run)).map(([, at]) => at),
      work: async (config) => {
        const { awaitJob, status } = await import("../status.ts");
        if (flags.await !== undefined) return await awaitJob(flags.await, config, this);
        return await status(flags, config, this);
      },
    });
  },
});
