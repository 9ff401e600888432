import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../failure.ts";
import { type PlaceFlags, placeFlags, textFlag, yesFlag } from "../flags.ts";
import { runWord } from "../run_word.ts";

interface AddFlags extends PlaceFlags {
  readonly for?: string;
  readonly from?: string;
  readonly to?: string;
  readonly comment?: string;
  readonly author?: string;
}

interface ListFlags extends PlaceFlags {
  readonly all?: boolean;
  readonly json?: boolean;
}

const addCommand = buildCommand<AddFlags, string[], Context>({
  docs: {
    brief: 'Keep alerts from being told for a while: silence add "rule=Error rate" --for 2h',
    fullDescription: "All that is given has to fit: NAME=TEXT or NAME!=TEXT, where NAME is a " +
      "label, a field that the rule groups by, rule or severity, and TEXT may have * and ? in it.",
  },
  parameters: {
    flags: {
      for: textFlag("For so long from now: 2h", "duration"),
      to: textFlag("In place of --for: until then", "time"),
      from: textFlag("From when on; now when missing", "time"),
      comment: textFlag("Why", "text"),
      author: textFlag("Who makes it", "name"),
      ...placeFlags,
    },
    positional: {
      kind: "array",
      parameter: { brief: "NAME=TEXT or NAME!=TEXT", placeholder: "matcher", parse: String },
    },
  },
  async func({ for: length, to, from, comment, author, ...flags }, ...texts) {
    const { addSilence, parseMatcher } = await import("../silences.ts");
    const end = toEnd(length, to);
    const given = { matchers: texts.map(orUsageError(parseMatcher)), to: end };
    const rest = Object.entries({ from, comment, author }).filter(([, text]) => text !== undefined);
    const silence = { ...given, ...Object.fromEntries(rest) };
    const work = (config: Config) => addSilence(config, silence, this);
    await runWord(this, { word: "silence", flags, makesFolder: true, work });
  },
});

const listCommand = buildCommand<ListFlags, [], Context>({
  docs: { brief: "List the silences that hold or are to come" },
  parameters: {
    flags: {
      all: yesFlag("Also those that are over"),
      json: yesFlag("One JSON object a line, for machines"),
      ...placeFlags,
    },
  },
  func({ all = false, json = false, ...flags }) {
    const work = async (config: Config) =>
      await (await import("../silences.ts")).listSilences(config, { all, json }, this);
    return runWord(this, { word: "silence", flags, work });
  },
});

const removeCommand = buildCommand<PlaceFlags, [id: string], Context>({
  docs: { brief: "Remove a silence: what it kept is told, where it still fires" },
  parameters: {
    flags: placeFlags,
    positional: {
      kind: "tuple",
      parameters: [{ brief: "As silence list shows it", placeholder: "id", parse: String }],
    },
  },
  func(flags, id) {
    const work = async (config: Config) =>
      await (await import("../silences.ts")).endSilence(config, id, this);
    return runWord(this, { word: "silence", flags, work });
  },
});

function toEnd(length: string | undefined, to: string | undefined): string {
  if ((length === undefined) === (to === undefined)) {
    throw new UsageError("--for, --to: give one of them, such as --for 2h");
  }
  if (length === undefined) return to!;
  if (/^\d+(ms|s|m|h|d|w)$/.test(length)) return `now+${length}`;
  throw new UsageError(`--for: "${length}" is no length of time; write 30m, 2h or 7d`);
}

function orUsageError<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UsageError(`Cannot read the matcher "${text}": ${error.message}`);
    }
  };
}

/** `silence add`, `silence list`, `silence remove`: what keeps alerts from being told. */
export const silenceCommands = buildRouteMap({
  docs: { brief: "Keep alerts from being told for a while" },
  routes: { add: addCommand, list: listCommand, remove: removeCommand },
});
