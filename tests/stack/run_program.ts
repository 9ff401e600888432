/** How to run it; by default here, with the environment of this process. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program to its end and resolves with its standard output. Throws an Error with what it printed last
 * where it fails or is not there.
 */
export async function runProgram(
  command: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const [program, ...args] = command;
  const { success, code, stdout, stderr } = await new Deno.Command(program!, {
    args,
    ...options,
    stdin: "null",
  }).output().catch((cause) => {
    throw new Error(`Cannot run ${program}: ${cause.message}`, { cause });
  });
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (success) return decode(stdout);
  const printed = `${decode(stdout)}\n${decode(stderr)}`.trim().split("\n").slice(-TOLD_LINES);
  throw new Error(`Cannot run ${command.join(" ")}: it ended with ${code}\n${printed.join("\n")}`);
}

const TOLD_LINES = 20;
