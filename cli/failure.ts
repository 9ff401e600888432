import { ApiError } from "../client/api_error.ts";
import { ConfigError } from "../core/errors.ts";
import { escapeText } from "../runtime/escape_text.ts";
import { EXIT_USAGE, MisconfiguredError } from "../runtime/supervise.ts";

/** A command line that cannot be meant: the exit code is 2. */
export class UsageError extends Error {
  /** Tells it apart across copies of this module. */
  override readonly name = "UsageError";
}

/** What is told about an error: sentences for what a user can mend, one line for a bug. */
export function toFailureText(error: unknown, debug: boolean): string {
  if (error instanceof ConfigError) return toFaultsText(error);
  if (!(error instanceof Error)) return `logflow: ${error}`;
  if (error instanceof ApiError && !debug) return toApiFailureText(error);
  if (debug) return `logflow: ${Deno.inspect(error, { colors: false })}`;
  if (error instanceof Deno.errors.NotCapable) {
    return `logflow: ${error.message}\n${Deno.build.standalone ? COMPILED_HINT : HINT}`;
  }
  if (isBug(error)) {
    return `logflow: a fault of LogFlow itself: ${error.name}: ${error.message}\n` +
      `Set LOGFLOW_DEBUG=1 to see where`;
  }
  return `logflow: ${error.message}`;
}

const HINT =
  "Start it by `deno task`, which grants what the configuration needs, or see `deno task permissions WORD`";

const COMPILED_HINT =
  "This binary may touch what its configuration needed when it was made, and run those beside it where " +
  "their folder is on PATH: see docs/deployment.md, or make it anew by `deno task compile`";

/** What another machine says cannot steer the terminal. */
function toApiFailureText({ message, status }: ApiError): string {
  const hint = status === 401 ? "\nGive an API key by LOGFLOW_API_KEY" : "";
  return `logflow: ${escapeText(message)}${hint}`;
}

/** 2 when the command line or the configuration is at fault, else 1. */
export function toExitCode(error: unknown): number {
  const isUsage = error instanceof ConfigError || error instanceof UsageError ||
    error instanceof MisconfiguredError;
  return isUsage ? EXIT_USAGE : 1;
}

function toFaultsText({ faults }: ConfigError): string {
  const head = faults.length === 1 ? "one thing" : `${faults.length} things`;
  const lines = faults.map(({ key, problem }) => `  ${key}: ${problem}`);
  return `logflow: cannot work like this, ${head} to mend:\n${lines.join("\n")}`;
}

/** Errors that only wrong code throws; RangeError is how wrong arguments are told, so it is not among them. */
function isBug(error: Error): boolean {
  return error instanceof TypeError || error instanceof ReferenceError ||
    error instanceof SyntaxError || error.name === "AssertionError";
}
