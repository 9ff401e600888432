import { buildCommand } from "@stricli/core";
import type { Context } from "../context.ts";
import { dataDir, type DataFlags, numberFlag, oneOf } from "../flags.ts";
import { JOB_WORDS, type JobWord } from "../job.ts";
import { runWord } from "../run_word.ts";

interface StopFlags extends DataFlags {
  readonly within?: number;
}

/** `stop [WORD…]`: the end of what `start` began. */
export const stopCommand = buildCommand<StopFlags, JobWord[], Context>({
  docs: {
    brief: "Stop what runs in the background; all of it where no word is named",
    fullDescription: "Each hands on what it has, and ends, within 10 s; what does not is killed, " +
      "which is said, with exit code 1: the next start goes on where it stopped. What is not there is " +
      "stopped already: exit code 0.",
  },
  parameters: {
    flags: {
      dataDir,
      within: numberFlag("Kill a word that has not ended after so many seconds; 15 unless told", {
        min: 1,
        max: 600,
      }),
    },
    positional: {
      kind: "array",
      parameter: {
        brief: `Of ${JOB_WORDS.join(", ")}`,
        placeholder: "word",
        parse: oneOf(JOB_WORDS),
      },
    },
  },
  func(flags, ...words) {
    return runWord(this, {
      word: "stop",
      flags,
      work: async (config) =>
        await (await import("../stop.ts")).stop({ words, ...flags }, config, this),
    });
  },
});
