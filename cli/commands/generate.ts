import { buildCommand } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { numberFlag, oneOf, type Settings, textFlag, timeZone } from "../flags.ts";
import type { GenerateOptions } from "../generate.ts";
import { runWord } from "../run_word.ts";

type GenerateFlags = GenerateOptions & Pick<Settings, "timeZone">;

/** `generate`: realistic log lines. */
export const generateCommand = buildCommand<GenerateFlags, [], Context>({
  docs: {
    brief: "Write realistic log lines to standard output or a file",
    fullDescription:
      "70 % INFO, 15 % WARN, 10 % ERROR, 5 % DEBUG of five services. Runs until it is " +
      "stopped, or to --count lines. With --seed the same flags give exactly the same lines, times " +
      "included, which then begin on 2025-01-01.",
  },
  parameters: {
    flags: {
      format: {
        kind: "parsed",
        parse: oneOf(["text", "json"]),
        optional: true,
        brief: "text (unless told) or json",
        placeholder: "name",
      },
      rate: numberFlag("Lines a second; 10, or with --count as many as possible", {
        min: 0.01,
        max: 1_000_000,
        fractions: true,
      }),
      burstInterval: numberFlag("Every so many seconds, one second of ten times as many lines", {
        min: 2,
        max: 86_400,
        fractions: true,
      }),
      output: textFlag("File to append to; standard output unless given", "path"),
      count: numberFlag("End after so many lines", { min: 1, max: 1e12 }),
      seed: numberFlag("A whole number: the same gives the same lines", {
        min: 0,
        max: 2 ** 32 - 1,
      }),
      timeZone,
    },
  },
  func(flags) {
    const named = flags.output === undefined ? [] : [flags.output];
    const work = async ({ timeZone }: Config) =>
      await (await import("../generate.ts")).runGenerate({ ...flags, timeZone }, this);
    const settings = flags.timeZone === undefined ? {} : { timeZone: flags.timeZone };
    return runWord(this, { word: "generate", flags: settings, named, work });
  },
});
