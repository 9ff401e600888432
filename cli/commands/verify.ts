import { buildCommand } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { dataDir, type DataFlags } from "../flags.ts";
import { runWord } from "../run_word.ts";

/** `verify`: the proof of conservation. */
export const verifyCommand = buildCommand<DataFlags, [], Context>({
  docs: {
    brief: "Prove that nothing was lost: received = stored + dead + waiting + …",
    fullDescription:
      "Counts what ship handed out and where it is now. Exit code 1 when something " +
      "is missing. May be run at any time; the numbers are exact when nothing moves.",
  },
  parameters: { flags: { dataDir } },
  func(flags) {
    const work = async (config: Config) =>
      await (await import("../verify.ts")).runVerify(config, this);
    return runWord(this, { word: "verify", flags, work });
  },
});
