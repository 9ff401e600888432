import type { Config, Texts } from "../runtime/config.ts";
import { type DenoCommand, toDenoCommand } from "./deno_command.ts";
import { findReceivers } from "./find_receivers.ts";

/** Beside the word and its configuration. */
export interface CheckCommandOptions {
  /** This process's own. */
  readonly variables: Texts;
  /** Of one that runs already, and is to go on with this configuration. */
  readonly ownPorts?: readonly number[];
}

/** What tells all that would keep `word` from working: it ends with 0 where nothing would. */
export async function toCheckCommand(
  word: string,
  config: Config,
  { variables, ownPorts }: CheckCommandOptions,
): Promise<DenoCommand> {
  const own = ownPorts === undefined ? [] : ["--own-ports", ownPorts.join(",")];
  const args = [word, "--quiet", ...own];
  const receivers = await findReceivers("check", config);
  return toDenoCommand({ word: "check", args, config, variables, receivers });
}
