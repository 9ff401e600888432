import { parseArguments, type StackCommand } from "./arguments.ts";
import { keepUp, readStatus, takeDown } from "./kept_stack.ts";
import { runTests } from "./run_tests.ts";

/** Runs one command line and resolves to its exit code. */
async function run(command: StackCommand): Promise<number> {
  switch (command.word) {
    case "test":
    case "long":
      return await runTests(command.word, command.args);
    case "up":
      print(await keepUp((message) => complain(`stack: ${message}`)));
      return 0;
    case "down":
      await takeDown();
      return 0;
    case "status": {
      const states = [...await readStatus()];
      print(states.map(([name, isUp]) => `${name.padEnd(14)}${isUp ? "up" : "down"}`));
      return states.every(([, isUp]) => isUp) ? 0 : 1;
    }
  }
}

function print(lines: readonly string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
}

function complain(message: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${message}\n`));
}

if (import.meta.main) {
  try {
    Deno.exit(await run(parseArguments(Deno.args)));
  } catch (error) {
    complain((error as Error).message);
    Deno.exit(error instanceof RangeError ? 2 : 1);
  }
}
