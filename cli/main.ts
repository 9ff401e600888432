import { run } from "@stricli/core";
import { splitWords } from "./split_words.ts";
import { loadApplication } from "./application.ts";
import { openContext } from "./context.ts";
import { toExitCode, toFailureText } from "./failure.ts";

/** Runs one command line. Resolves to the exit code: 0 done, 1 failed, 2 wrong usage or configuration. */
export async function main(): Promise<number> {
  const context = openContext();
  const debug = Boolean(context.variables["LOGFLOW_DEBUG"]);
  const args = context.args.length > 0 ? context.args : ["--help"];
  const application = await loadApplication(args, debug);
  for (const one of splitWords(args)) await run(application, one, { ...context, args: one });
  const { stdout, stderr } = context.process;
  if (stdout.failure !== null) {
    stderr.write(`logflow: Cannot write the output to its end: ${stdout.failure.message}\n`);
    return 1;
  }
  const code = Number(context.process.exitCode ?? 0);
  return code < 0 ? 2 : code; // Negative: it never came to run a command.
}

if (import.meta.main) {
  try {
    Deno.exit(await main());
  } catch (error) {
    Deno.stderr.writeSync(new TextEncoder().encode(`${toFailureText(error, false)}\n`));
    Deno.exit(toExitCode(error));
  }
}
