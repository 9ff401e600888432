import { buildCommand } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { queryWords } from "../flags.ts";
import { runWord } from "../run_word.ts";
import { type FilterFlags, filterFlags, type SearchInput } from "./search.ts";

/** `count QUERY`: how many match, exactly. */
export const countCommand = buildCommand<FilterFlags, string[], Context>({
  docs: { brief: "Count what a query matches, exactly" },
  parameters: { flags: filterFlags, positional: queryWords },
  func(flags, ...words) {
    const work = (config: Config) => runCount(config, flags, { words, context: this });
    return runWord(this, { word: "count", flags, work });
  },
});

async function runCount(
  config: Config,
  flags: FilterFlags,
  { words, context }: SearchInput,
): Promise<void> {
  const { readFilter } = await import("../read_filter.ts");
  const { openReader } = await import("../compose.ts");
  const filter = readFilter(flags, words);
  await using store = await openReader(config, context.log("count"));
  const { count } = await store.aggregate({ filter, histogram: null, facets: null });
  context.process.stdout.write(`${flags.json ? JSON.stringify({ count }) : count}\n`);
}
