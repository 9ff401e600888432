import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { dataDir, type DataFlags, yesFlag } from "../flags.ts";
import { runWord } from "../run_word.ts";

interface CheckFlags extends DataFlags {
  readonly json?: boolean;
}

const checkCommand = buildCommand<CheckFlags, [], Context>({
  docs: {
    brief: "Read everything in the log store and compare it with its checksums",
    fullDescription: "Changes nothing, and may run beside a pipeline. Exit code 1: something is " +
      "damaged, or was; the next start, or process with time, puts that aside and keeps the rest.",
  },
  parameters: { flags: { dataDir, json: yesFlag("One JSON object, for machines") } },
  func(flags) {
    const work = async (config: Config) =>
      await (await import("../store.ts")).runStoreCheck(config, flags.json ?? false, this);
    return runWord(this, { word: "store-check", flags, work });
  },
});

const compactCommand = buildCommand<DataFlags, [], Context>({
  docs: { brief: "Give the free space in the log store to the disk, while no pipeline runs" },
  parameters: { flags: { dataDir } },
  func(flags) {
    const work = async (config: Config) =>
      await (await import("../store.ts")).runStoreCompact(config, this);
    return runWord(this, { word: "store-compact", flags, work });
  },
});

const forgetCommand = buildCommand<DataFlags, [], Context>({
  docs: {
    brief: "Count as expired what was lost to damage, while no pipeline runs",
    fullDescription: "Removes also the bytes of damaged parts that are kept in the store. " +
      "`verify` and `store check` end with exit code 0 again, unless a store was lost whole: its counts " +
      "went with it, so `verify` goes on to tell what is missing.",
  },
  parameters: { flags: { dataDir } },
  func(flags) {
    const work = async (config: Config) =>
      await (await import("../store.ts")).runStoreForget(config, this);
    return runWord(this, { word: "store-forget", flags, work });
  },
});

/** `store check`, `store compact`, `store forget`: upkeep of the log store by hand. */
export const storeCommands = buildRouteMap({
  docs: { brief: "Check the log store, give its free space back, or forget its damage" },
  routes: { check: checkCommand, compact: compactCommand, forget: forgetCommand },
});
