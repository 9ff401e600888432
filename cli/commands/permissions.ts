import { buildCommand } from "@stricli/core";
import { permissionsFor } from "../../runtime/permissions.ts";
import { toFlags } from "../../runtime/permission_flags.ts";
import { CONFINED_WORDS, type ConfinedWord } from "../../runtime/word_variables.ts";
import type { Context } from "../context.ts";
import { toFacts } from "../deno_command.ts";
import {
  api,
  apiHost,
  apiPort,
  type AskingSettings,
  dataDir,
  format,
  logFile,
  oneOf,
  timeZone,
} from "../flags.ts";
import { findReceivers } from "../find_receivers.ts";
import { learnBrokers } from "../learn_brokers.ts";
import { readConfig } from "../run_word.ts";

/** `permissions WORD`: the flags of `deno run` for it, one a line. */
export const permissionsCommand = buildCommand<
  Omit<AskingSettings, "insecure">,
  [word: ConfinedWord],
  Context
>({
  docs: { brief: "Show the exact Deno permissions that a word gets under this configuration" },
  parameters: {
    flags: { logFile, format, dataDir, timeZone, apiHost, apiPort, api },
    positional: {
      kind: "tuple",
      parameters: [{
        brief: `One of ${CONFINED_WORDS.join(", ")}`,
        placeholder: "word",
        parse: oneOf(CONFINED_WORDS),
      }],
    },
  },
  async func(flags, word) {
    const config = await learnBrokers(word, readConfig(this, flags), this);
    const set = permissionsFor(word, config, toFacts([], await findReceivers(word, config)));
    this.process.stdout.write(`${toFlags(set).join("\n")}\n`);
  },
});
