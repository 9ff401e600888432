import deno from "../../deno.json" with { type: "json" };

/** How a command line ended. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `deno task WORD …` in the repository, with these variables and no others. */
export async function runCli(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", ...args],
    cwd: new URL("../../", import.meta.url),
    clearEnv: true,
    env: { ...inherited(), NO_COLOR: "1", ...variables },
    stdin: "null",
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

/** All words that have a task. */
export const TASK_WORDS: readonly string[] = Object.entries(deno.tasks)
  .filter(([, { command }]) => command.includes("cli/main.ts"))
  .map(([word]) => word);

function inherited(): Record<string, string> {
  const names = ["HOME", "DENO_DIR", "PATH"];
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
