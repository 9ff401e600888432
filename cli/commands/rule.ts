import { buildCommand, buildRouteMap } from "@stricli/core";
import { parsePath } from "../../runtime/config_values.ts";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../failure.ts";
import { type PlaceFlags, placeFlags, textFlag, yesFlag } from "../flags.ts";
import { runWord } from "../run_word.ts";

interface ListFlags extends PlaceFlags {
  readonly json?: boolean;
}

interface TestFlags {
  readonly json?: boolean;
}

interface BacktestFlags extends ListFlags {
  readonly from?: string;
  readonly to?: string;
}

interface ApplyFlags extends PlaceFlags {
  readonly prune?: boolean;
  readonly dryRun?: boolean;
}

const files = {
  kind: "array",
  parameter: {
    brief: "A file of rules (YAML), a folder of such, or a glob",
    placeholder: "file",
    parse: parsePath,
  },
} as const;

const checkCommand = buildCommand<Record<never, never>, string[], Context>({
  docs: {
    brief: "Tell everything that is wrong with files of rules",
    fullDescription: "Exit code 0: all is well; 1: every fault is told, with line and column.",
  },
  parameters: { flags: {}, positional: files },
  func(_flags, ...paths) {
    refuseNone(paths);
    const work = async () => (await import("../rules.ts")).checkRules(paths, this);
    return runWord(this, { word: "rule-check", flags: {}, named: paths, work });
  },
});

const testCommand = buildCommand<TestFlags, string[], Context>({
  docs: {
    brief: "Run the tests that files of rules have under tests:",
    fullDescription:
      "Events at times are given to the rules, on a clock of its own. Exit code 0: " +
      "all tests hold; 1: some do not, and it is told what came instead.",
  },
  parameters: {
    flags: { json: yesFlag("One JSON object a test, for machines") },
    positional: files,
  },
  func({ json = false }, ...paths) {
    refuseNone(paths);
    const work = async () => (await import("../test_rules.ts")).testRules(paths, json, this);
    return runWord(this, { word: "rule-test", flags: {}, named: paths, work });
  },
});

const backtestCommand = buildCommand<BacktestFlags, string[], Context>({
  docs: {
    brief: "Tell when the rules of files would have fired: rule backtest errors.yaml --from 7d",
    fullDescription: "What is stored is judged as if the rules had been there. Nobody is told, " +
      "and nothing is kept.",
  },
  parameters: {
    flags: {
      from: textFlag("Since when; 7d (ago) unless told", "time"),
      to: textFlag("Until when; now unless told", "time"),
      json: yesFlag("One JSON document, for machines"),
      ...placeFlags,
    },
    positional: files,
  },
  func({ from = "7d", to = "now", json = false, ...flags }, ...paths) {
    refuseNone(paths);
    const work = async (config: Config) =>
      await (await import("../backtest.ts")).runBacktest(config, { paths, from, to, json }, this);
    return runWord(this, { word: "rule-backtest", flags, named: paths, work });
  },
});

const applyCommand = buildCommand<ApplyFlags, string[], Context>({
  docs: {
    brief: "Create the rules of files, or put them in the place of those of the same names",
    fullDescription: "As over the API: alert watches them beside those of ALERT_RULES. Nothing " +
      "is changed where anything is wrong with a file.",
  },
  parameters: {
    flags: {
      prune: yesFlag("Remove the rules that no file has"),
      dryRun: yesFlag("Tell what would be done, and do nothing"),
      ...placeFlags,
    },
    positional: files,
  },
  func({ prune = false, dryRun = false, ...flags }, ...paths) {
    refuseNone(paths);
    const work = async (config: Config) =>
      await (await import("../rules.ts")).applyRules(config, { paths, prune, dryRun }, this);
    return runWord(this, { word: "rule-apply", flags, named: paths, makesFolder: true, work });
  },
});

const listCommand = buildCommand<ListFlags, [], Context>({
  docs: { brief: "List the rules: those of ALERT_RULES, and those made over the API" },
  parameters: { flags: { json: yesFlag("One JSON object a line, for machines"), ...placeFlags } },
  func(flags) {
    const work = async (config: Config) =>
      await (await import("../rules.ts")).listRules(config, flags.json ?? false, this);
    return runWord(this, { word: "rule-list", flags, work });
  },
});

function refuseNone(paths: readonly string[]): void {
  if (paths.length === 0) throw new UsageError("FILE: none is given; name a file of rules");
}

/** `rule check`, `rule test`, `rule backtest`, `rule apply`, `rule list`: what is watched. */
export const ruleCommands = buildRouteMap({
  docs: { brief: "Check, test, apply or list alert rules" },
  routes: {
    check: checkCommand,
    test: testCommand,
    backtest: backtestCommand,
    apply: applyCommand,
    list: listCommand,
  },
});
