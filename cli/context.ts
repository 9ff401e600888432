import { parseEnv } from "node:util";
import { ConfigError } from "../core/errors.ts";
import type { Texts } from "../runtime/config.ts";
import { createLog, type Log } from "../runtime/log.ts";
import { createOutput, type Output } from "./output.ts";
import { toReason } from "../runtime/reason.ts";

/** What every command is given: the ways out, and the environment. */
export interface Context {
  /** Standard streams and the exit code. */
  readonly process: {
    readonly stdout: Output;
    readonly stderr: Output;
    /** Set by a command that wants another one than 0 (or 1, when it threw). */
    exitCode?: number | string | null;
  };
  /** The command line, without the program. */
  readonly args: readonly string[];
  /** Environment variables over those in `.env`. */
  readonly variables: Texts;
  /** Started by LogFlow itself, confined to what it needs, with a pipe as its standard input. */
  readonly supervised: boolean;
  /** What is to be done with the word: run it, `start` it in the background, or `keep` it running there. */
  readonly role: Role;
  /** What a command says about itself, on standard error. */
  log(name: string): Log;
}

/** As {@linkcode Context} tells. */
export type Role = "run" | "start" | "keep";

/** Reads the process's own. */
export function openContext(): Context {
  const variables = readVariables();
  const stderr = createOutput(Deno.stderr);
  return {
    process: { stdout: createOutput(Deno.stdout), stderr },
    args: Deno.args,
    variables,
    supervised: variables["LOGFLOW_SUPERVISED"] === "1",
    role: "run",
    log: (name) => createLog({ service: name, now: Date.now, write: (line) => stderr.write(line) }),
  };
}

/** Environment variables over those in `.env`, as they are now. Throws ConfigError when `.env` cannot be read. */
export function readVariables(): Texts {
  return { ...readDotEnv(), ...Deno.env.toObject() };
}

/** `.env` of the working directory; a confined process may not read it and has all it needs. */
function readDotEnv(): Texts {
  try {
    return parseEnv(Deno.readTextFileSync(".env"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) return {};
    const problem = `cannot be read: ${toReason(error)}; mend that, or remove the file`;
    throw new ConfigError([{ key: ".env", problem }]);
  }
}
