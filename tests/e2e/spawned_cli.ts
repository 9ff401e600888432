import { eventually } from "./eventually.ts";

/** A command line that runs until it is told to end. */
export interface SpawnedCli extends AsyncDisposable {
  /** The first lines that it prints on standard output, once there are so many. */
  lines(count: number): Promise<string[]>;
  /** Sends a signal and resolves with the exit code. */
  stop(signal?: Deno.Signal): Promise<number>;
  /** What it printed on standard error so far. */
  errors(): string;
}

const MAIN = new URL("../../cli/main.ts", import.meta.url).pathname;

/** Starts `logflow WORD …` as its task does, with these variables and no others. */
export function spawnCli(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): SpawnedCli {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "-P=launch", MAIN, ...args],
    cwd: new URL("../../", import.meta.url),
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
      NO_COLOR: "1",
      ...variables,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const printed = { out: "", err: "" };
  const collect = async (stream: ReadableStream<Uint8Array>, into: "out" | "err") => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      printed[into] += text;
    }
  };
  const read = Promise.all([collect(child.stdout, "out"), collect(child.stderr, "err")]);
  const ended = Promise.all([child.status, read]).then(([{ code }]) => code);
  const stop = (signal: Deno.Signal = "SIGINT") => {
    try {
      child.kill(signal);
    } catch { /* it ended already */ }
    return ended;
  };
  return {
    async lines(count) {
      const all = await eventually(`${count} lines of ${args.join(" ")}`, () => {
        const lines = printed.out.split("\n");
        return lines.length > count ? lines : null;
      });
      return all.slice(0, count);
    },
    stop,
    errors: () => printed.err,
    [Symbol.asyncDispose]: async () => void await stop("SIGKILL"),
  };
}
