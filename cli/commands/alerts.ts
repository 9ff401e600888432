import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { numberFlag, type PlaceFlags, placeFlags, textFlag, yesFlag } from "../flags.ts";
import { runWord } from "../run_word.ts";

interface JsonFlags extends PlaceFlags {
  readonly json?: boolean;
}

interface ListFlags extends JsonFlags {
  readonly all?: boolean;
  readonly limit?: number;
}

interface AckFlags extends PlaceFlags {
  readonly comment?: string;
}

const json = yesFlag("One JSON object a line, for machines");

const fingerprint = {
  kind: "tuple",
  parameters: [{
    brief: "As alerts shows it: 16 digits",
    placeholder: "fingerprint",
    parse: String,
  }],
} as const;

const listCommand = buildCommand<ListFlags, [], Context>({
  docs: { brief: "List what fires, the worst first; with --all also what did" },
  parameters: {
    flags: {
      all: yesFlag("Also the last changes of states, the newest first"),
      limit: numberFlag("So many changes; 100 unless told", { min: 1, max: 100_000 }),
      json,
      ...placeFlags,
    },
  },
  func(flags) {
    const { all = false, limit, json = false } = flags;
    const changes = all || limit !== undefined ? limit ?? 100 : 0;
    const work = async (config: Config) =>
      await (await import("../alerts.ts")).listAlerts(config, { changes, json }, this);
    return runWord(this, { word: "alerts", flags, work });
  },
});

const whyCommand = buildCommand<JsonFlags, [rule: string], Context>({
  docs: { brief: "Tell why a rule fires, or does not: its last windows, what was not counted" },
  parameters: {
    flags: { json, ...placeFlags },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Its name", placeholder: "rule", parse: String }],
    },
  },
  func({ json = false, ...flags }, rule) {
    const work = async (config: Config) =>
      await (await import("../alerts.ts")).explainRule(config, { rule, json }, this);
    return runWord(this, { word: "alerts", flags, work });
  },
});

const ackCommand = buildCommand<AckFlags, [fingerprint: string], Context>({
  docs: { brief: "Acknowledge an alert: nobody is told of it any more, until it is over" },
  parameters: {
    flags: {
      comment: textFlag("What is known of it, or is being done", "text"),
      ...placeFlags,
    },
    positional: fingerprint,
  },
  func({ comment = "", ...flags }, fingerprint) {
    const work = async (config: Config) => {
      const { acknowledgeAlert } = await import("../alerts.ts");
      await acknowledgeAlert(config, { fingerprint, comment }, this);
    };
    return runWord(this, { word: "alerts", flags, work });
  },
});

const unackCommand = buildCommand<PlaceFlags, [fingerprint: string], Context>({
  docs: { brief: "Take back that an alert is acknowledged" },
  parameters: { flags: placeFlags, positional: fingerprint },
  func(flags, fingerprint) {
    const work = async (config: Config) =>
      await (await import("../alerts.ts")).unacknowledgeAlert(config, fingerprint, this);
    return runWord(this, { word: "alerts", flags, work });
  },
});

/** `alerts`, `alerts why`, `alerts ack`, `alerts unack`: what fires. */
export const alertsCommands = buildRouteMap({
  docs: { brief: "List what fires, tell why, and acknowledge it" },
  routes: { list: listCommand, why: whyCommand, ack: ackCommand, unack: unackCommand },
  defaultCommand: "list",
});
