import { toExitCode, toFailureText } from "../../cli/failure.ts";
import { parseArguments } from "./arguments.ts";
import { compileAll } from "./compile_all.ts";

// `deno task compile`
try {
  await compileAll(parseArguments(Deno.args), (name) => write(Deno.stdout, name));
} catch (error) {
  write(Deno.stderr, toFailureText(error, false));
  Deno.exit(error instanceof RangeError ? 2 : toExitCode(error));
}

function write(stream: typeof Deno.stdout, line: string): void {
  stream.writeSync(new TextEncoder().encode(`${line}\n`));
}
