import { buildCommand } from "@stricli/core";
import { ConfigError } from "../../core/errors.ts";
import type { Config } from "../../runtime/config.ts";
import { CHECKED_WORDS, type CheckedWord, findFaults, findWarnings } from "../checks.ts";
import type { Context } from "../context.ts";
import { toFailureText } from "../failure.ts";
import {
  apiHost,
  apiPort,
  dataDir,
  format,
  logFile,
  oneOf,
  type Settings,
  textFlag,
  timeZone,
  yesFlag,
} from "../flags.ts";
import { runWord } from "../run_word.ts";

interface CheckFlags extends Settings {
  readonly ownPorts?: string;
  readonly quiet?: boolean;
  readonly connect?: boolean;
}

const ownPorts = {
  ...textFlag("Ports of the one that runs already, and is to go on with this", "ports"),
  hidden: true,
} as const;

const quiet = yesFlag("Say nothing when all is well");

const connect = yesFlag(
  "Also ask the servers that the configuration names; nothing is changed there",
);

/** `check [WORD]`: 0 and one line when all is well, else 1 and every fault. */
export const checkCommand = buildCommand<CheckFlags, [word?: CheckedWord], Context>({
  docs: {
    brief: "Tell everything that would keep pipeline (or another word) from working",
    fullDescription:
      "Checks the configuration, the log files, the data folder, files of certificates and " +
      "the ports, without starting anything, and servers only with --connect. Exit code 0: all is well; 1: every fault is listed. " +
      "A log file that is yet to come, in a folder that is there, is only a warning.",
  },
  parameters: {
    flags: {
      ...{ logFile, format, dataDir, timeZone, apiHost, apiPort },
      ...{ quiet, connect, ownPorts },
    },
    positional: {
      kind: "tuple",
      parameters: [{
        brief: `One of ${CHECKED_WORDS.join(", ")}`,
        placeholder: "word",
        optional: true,
        parse: oneOf(CHECKED_WORDS),
      }],
    },
  },
  async func(flags, word = "pipeline") {
    const work = async (config: Config) => {
      const faults = await findFaults(word, config, flags.ownPorts?.split(",").map(Number));
      if (flags.connect) {
        const { findServerFaults } = await import("../connect.ts");
        faults.push(...await findServerFaults(config));
      }
      for (const warning of findWarnings(word, config)) {
        this.process.stderr.write(`logflow: ${warning}\n`);
      }
      if (faults.length === 0 && flags.quiet) return;
      return tell(faults, this);
    };
    try {
      await runWord(this, { word: flags.connect ? "check-connect" : "check", flags, work });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.process.exitCode = tell(error.faults, this);
    }
  },
});

function tell(faults: ConfigError["faults"], { process }: Context): number {
  if (faults.length === 0) {
    process.stdout.write("All is well\n");
    return 0;
  }
  process.stderr.write(`${toFailureText(new ConfigError(faults), false)}\n`);
  return 1;
}
