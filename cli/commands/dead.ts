import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { dataDir, type DataFlags, yesFlag } from "../flags.ts";
import { runWord } from "../run_word.ts";

interface ListFlags extends DataFlags {
  readonly json?: boolean;
}

const listCommand = buildCommand<ListFlags, [], Context>({
  docs: { brief: "List dead letters, oldest first: why, from where, and the text" },
  parameters: { flags: { dataDir, json: yesFlag("One JSON object a line, for machines") } },
  func(flags) {
    const work = async (config: Config) =>
      await (await import("../dead_letters.ts")).listDead(config, flags.json ?? false, this);
    return runWord(this, { word: "dead", flags, work });
  },
});

const replayCommand = buildCommand<DataFlags, [], Context>({
  docs: { brief: "Hand all dead letters to process once more" },
  parameters: { flags: { dataDir } },
  func(flags) {
    const work = async (config: Config) =>
      await (await import("../dead_letters.ts")).replayDead(config, this);
    return runWord(this, { word: "dead", flags, work });
  },
});

/** `dead list`, `dead replay`: what could not be stored. */
export const deadCommands = buildRouteMap({
  docs: { brief: "List or replay what could not be stored" },
  routes: { list: listCommand, replay: replayCommand },
});
