import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { type PlaceFlags, placeFlags, yesFlag } from "../flags.ts";
import { runWord } from "../run_word.ts";

interface ListFlags extends PlaceFlags {
  readonly json?: boolean;
}

const listCommand = buildCommand<ListFlags, [], Context>({
  docs: {
    brief: "List who is told of alerts, how, what waits for them, and what keeps it",
    fullDescription: "Who they are stands in the file of ALERT_RECEIVERS, how it goes with them " +
      "is told by the alert that acts. An API (--api) knows the latter alone.",
  },
  parameters: {
    flags: { json: yesFlag("One JSON object a line, for machines"), ...placeFlags },
  },
  func({ json = false, ...flags }) {
    const work = async (config: Config) =>
      await (await import("../receivers.ts")).listReceivers(config, json, this);
    return runWord(this, { word: "receivers", flags, work });
  },
});

const testCommand = buildCommand<Record<never, never>, [name: string], Context>({
  docs: {
    brief: "Tell a receiver of a test alert, and say whether it took it",
    fullDescription: "It gets one notice of an alert called LogFlow: test, as alert would send " +
      "it from here. Exit code 0: it was taken; 1: it was not, and why.",
  },
  parameters: {
    flags: {},
    positional: {
      kind: "tuple",
      parameters: [{ brief: "As ALERT_RECEIVERS has it", placeholder: "name", parse: String }],
    },
  },
  func(flags, name) {
    const work = async (config: Config) =>
      await (await import("../test_receiver.ts")).testReceiver(config, name, this);
    return runWord(this, { word: "receivers-test", flags, work });
  },
});

/** `receivers`, `receivers test`: who is told of alerts. */
export const receiversCommands = buildRouteMap({
  docs: { brief: "List who is told of alerts, and try whether they are" },
  routes: { list: listCommand, test: testCommand },
  defaultCommand: "list",
});
