import { buildCommand } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { queryWords } from "../flags.ts";
import { runWord } from "../run_word.ts";
import { type FilterFlags, filterFlags, namedFiles, type SearchInput } from "./search.ts";

/** `count QUERY`: how many match, exactly. */
export const countCommand = buildCommand<FilterFlags, string[], Context>({
  docs: { brief: "Count what a query matches, exactly" },
  parameters: { flags: filterFlags, positional: queryWords },
  async func(flags, ...words) {
    const filter = (await import("../read_filter.ts")).readFilter(flags, words);
    const work = async (config: Config) => {
      const count = await countEvents(config, flags, { filter, context: this });
      this.process.stdout.write(`${flags.json ? JSON.stringify({ count }) : count}\n`);
    };
    return await runWord(this, { word: "count", flags, named: namedFiles(flags), work });
  },
});

async function countEvents(
  config: Config,
  flags: FilterFlags,
  { filter, context }: SearchInput,
): Promise<number> {
  if (flags.file !== undefined) {
    const { countFile } = await import("../search_file.ts");
    return await countFile({ path: flags.file, filter, config });
  }
  const { openReader } = await import("../compose.ts");
  await using store = await openReader(config, context.log("count"));
  return (await store.aggregate({ filter, histogram: null, facets: null })).count;
}
