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
  readonly yes?: boolean;
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

const names = {
  kind: "array",
  parameter: { brief: "Name of a rule, as rule list shows it", placeholder: "name", parse: String },
} as const;

const checkCommand = buildCommand<Record<never, never>, string[], Context>({
  docs: {
    brief: "Tell everything that is wrong with files of rules",
    fullDescription:
      "Exit code 0: all is well; 1: every fault is told, with line and column. Where " +
      "ALERT_RECEIVERS is set, a receiver that it does not have is one, too.",
  },
  parameters: { flags: {}, positional: files },
  func(_flags, ...paths) {
    refuseNone(paths);
    const work = async (config: Config) =>
      await (await import("../rules.ts")).checkRules(config, paths, this);
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
      "is changed where anything is wrong with a file, a receiver is not there, or a file of " +
      "ALERT_RULES has a rule of the same name.",
  },
  parameters: {
    flags: {
      prune: yesFlag("Remove the rules that no file has"),
      yes: yesFlag("With --prune: remove all where the files have no rules"),
      dryRun: yesFlag("Tell what would be done, and do nothing"),
      ...placeFlags,
    },
    positional: files,
  },
  func({ prune = false, yes = false, dryRun = false, ...flags }, ...paths) {
    refuseNone(paths);
    const work = async (config: Config) => {
      const { applyRules } = await import("../apply_rules.ts");
      return await applyRules(config, { paths, prune, yes, dryRun }, this);
    };
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

const showCommand = buildCommand<ListFlags, string[], Context>({
  docs: {
    brief: "Print rules that were made, as a file that rule apply takes",
    fullDescription: "Not those of ALERT_RULES, which are files already.",
  },
  parameters: {
    flags: { json: yesFlag("JSON, for machines"), ...placeFlags },
    positional: names,
  },
  func({ json = false, ...flags }, ...names) {
    refuseNoNames(names);
    const work = async (config: Config) =>
      await (await import("../kept_rules.ts")).showRules(config, { names, json }, this);
    return runWord(this, { word: "rule-show", flags, work });
  },
});

const removeCommand = buildCommand<PlaceFlags, string[], Context>({
  docs: {
    brief: "Remove rules that were made: their alerts are over",
    fullDescription: "All that are named, or none where one of them is not there.",
  },
  parameters: { flags: placeFlags, positional: names },
  func(flags, ...names) {
    refuseNoNames(names);
    const work = async (config: Config) =>
      await (await import("../kept_rules.ts")).removeRules(config, { names }, this);
    return runWord(this, { word: "rule-remove", flags, work });
  },
});

function refuseNoNames(names: readonly string[]): void {
  if (names.length === 0) throw new UsageError("NAME: none is given; `rule list` shows all");
}

function refuseNone(paths: readonly string[]): void {
  if (paths.length === 0) throw new UsageError("FILE: none is given; name a file of rules");
}

/** `rule check`, `rule test`, `rule backtest`, `rule apply`, `rule list`, `rule show`, `rule remove`: what is watched. */
export const ruleCommands = buildRouteMap({
  docs: { brief: "Check, test, apply, list or remove alert rules" },
  routes: {
    check: checkCommand,
    test: testCommand,
    backtest: backtestCommand,
    apply: applyCommand,
    list: listCommand,
    show: showCommand,
    remove: removeCommand,
  },
});
