import { buildCommand } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { numberFlag, type PlaceFlags, placeFlags, queryWords, yesFlag } from "../flags.ts";
import { runWord } from "../run_word.ts";
import { type TimeFlags, timeFlags } from "./search.ts";

interface TailFlags extends PlaceFlags, Pick<TimeFlags, "from"> {
  readonly json?: boolean;
  readonly last?: number;
}

/** `tail QUERY`: what arrives, as it arrives. */
export const tailCommand = buildCommand<TailFlags, string[], Context>({
  docs: {
    brief: "Follow what arrives, until Ctrl-C: tail level:ERROR",
    fullDescription:
      "In order of arrival, from now on; --last and --from show earlier events first.",
  },
  parameters: {
    flags: {
      last: numberFlag("First the newest N of those that are there", { min: 1, max: 10_000 }),
      from: { ...timeFlags.from, brief: "First those that are there, from this time on" },
      json: yesFlag("One JSON document a line, for machines"),
      ...placeFlags,
    },
    positional: queryWords,
  },
  async func(flags, ...words) {
    const { readAsked } = await import("../read_filter.ts");
    const asked = readAsked({ words, from: flags.from }, "events");
    const work = async (config: Config) => {
      const { runTail } = await import("../tail.ts");
      await runTail(config, { ...flags, asked }, this);
    };
    return await runWord(this, { word: "tail", flags, work });
  },
});
