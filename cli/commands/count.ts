import { buildCommand } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { queryWords } from "../flags.ts";
import { runWord } from "../run_word.ts";
import { type FilterFlags, filterFlags, namedFiles } from "./search.ts";

/** `count QUERY`: how many match, exactly. */
export const countCommand = buildCommand<FilterFlags, string[], Context>({
  docs: { brief: "Count what a query matches, exactly" },
  parameters: { flags: filterFlags, positional: queryWords },
  async func(flags, ...words) {
    const { readAsked } = await import("../read_filter.ts");
    const asked = readAsked({ ...flags, words }, "none");
    const work = async (config: Config) => {
      const { openSearched, toHintNote } = await import("../search.ts");
      await using source = await openSearched(config, flags, this);
      const count = await source.count(asked);
      this.process.stdout.write(`${flags.json ? JSON.stringify({ count }) : count}\n`);
      if (count === 0) this.process.stderr.write(toHintNote(asked.text));
    };
    return await runWord(this, { word: "count", flags, named: namedFiles(flags), work });
  },
});
