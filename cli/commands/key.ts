import { buildCommand, buildRouteMap } from "@stricli/core";
import { RATE_MAX, type Scope, SCOPES } from "../../core/api_key.ts";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import { numberFlag, oneOf, type PlaceFlags, placeFlags, textFlag, yesFlag } from "../flags.ts";
import { runWord } from "../run_word.ts";

interface ListFlags extends PlaceFlags {
  readonly json?: boolean;
}

interface CreateFlags extends ListFlags {
  readonly name: string;
  readonly scope: readonly Scope[];
  readonly expires?: string;
  readonly rate?: number;
}

const createCommand = buildCommand<CreateFlags, [], Context>({
  docs: {
    brief: "Make an API key, and print it: it is shown this once",
    fullDescription: "The key alone goes to standard output. It is sent to the API as " +
      '"Authorization: Bearer KEY" or "X-API-Key: KEY".',
  },
  parameters: {
    flags: {
      name: { ...textFlag("Whose it is, or what for", "text"), optional: false },
      scope: {
        kind: "parsed",
        parse: oneOf(SCOPES),
        variadic: ",",
        brief: "What it opens: read (searches), ingest (pushes), admin (everything)",
        placeholder: "scope",
      },
      expires: textFlag("When it ends: 90d from now, or a time; never when missing", "time"),
      rate: numberFlag("Requests a minute, 0 = any; API_RATE_MAX when missing", {
        ...{ min: 0, max: RATE_MAX },
      }),
      json: yesFlag("One JSON object, for machines"),
      ...placeFlags,
    },
  },
  func(flags) {
    const { name, scope, expires = null, rate = null, json = false } = flags;
    const wanted = { name, scopes: scope, expires, rateMax: rate };
    const work = async (config: Config) =>
      await (await import("../keys.ts")).createKeyWord(config, { wanted, json }, this);
    return runWord(this, { word: "key", flags, makesFolder: true, work });
  },
});

const listCommand = buildCommand<ListFlags, [], Context>({
  docs: { brief: "List the API keys: what may be seen of each, and when it was used last" },
  parameters: { flags: { json: yesFlag("One JSON object a line, for machines"), ...placeFlags } },
  func(flags) {
    const work = async (config: Config) =>
      await (await import("../keys.ts")).listKeysWord(config, flags.json ?? false, this);
    return runWord(this, { word: "key", flags, work });
  },
});

const revokeCommand = buildCommand<PlaceFlags, [prefix: string], Context>({
  docs: { brief: "Revoke an API key: within seconds it is of no use any more" },
  parameters: {
    flags: placeFlags,
    positional: {
      kind: "tuple",
      parameters: [{ brief: "As key list shows it: lf_…", placeholder: "prefix", parse: String }],
    },
  },
  func(flags, prefix) {
    const work = async (config: Config) =>
      await (await import("../keys.ts")).revokeKeyWord(config, prefix, this);
    return runWord(this, { word: "key", flags, work });
  },
});

/** `key create`, `key list`, `key revoke`: who may call the API. */
export const keyCommands = buildRouteMap({
  docs: { brief: "Make, list or revoke API keys" },
  routes: { create: createCommand, list: listCommand, revoke: revokeCommand },
});
