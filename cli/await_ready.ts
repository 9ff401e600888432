import type { Config } from "../runtime/config.ts";
import type { Context } from "./context.ts";
import { toDenoCommand } from "./deno_command.ts";
import type { StatusRow } from "./status_row.ts";

/**
 * How the processes of a word are once all answer, one has failed or ended, or a minute is over. There is at least
 * one; null = it could not be found out: what asks, the word `status`, failed, and has said why on standard error.
 */
export async function awaitReady(
  word: string,
  config: Config,
  { variables }: Pick<Context, "variables">,
): Promise<readonly StatusRow[] | null> {
  const args = ["--json", "--await", word];
  const command = toDenoCommand({ word: "status", args, config, variables });
  const child = new Deno.Command(command.program, {
    args: [...command.args],
    env: command.variables,
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  });
  return readRows(await child.output());
}

/** What `status --await` has told: it ends with 0 where all answer, with 1 where not all do, or where it fails. */
export function readRows(
  { code, stdout }: Pick<Deno.CommandOutput, "code" | "stdout">,
): readonly StatusRow[] | null {
  if (code > 1) return null;
  const lines = new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
  return lines.length === 0 ? null : lines.map((line) => JSON.parse(line));
}
