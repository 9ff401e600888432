/** A command line that runs until it is told to end. */
export interface SpawnedCli extends AsyncDisposable {
  /** Resolves once it has printed so many lines on standard output, with these. */
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
  let onPrinted = () => {};
  const collect = async (stream: ReadableStream<Uint8Array>, into: "out" | "err") => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      printed[into] += text;
      onPrinted();
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
      const has = () => printed.out.split("\n").length > count;
      while (!has()) {
        const more = new Promise<void>((resolve) => onPrinted = resolve);
        await Promise.race([
          more,
          ended.then((code) => {
            if (!has()) throw new Error(`It ended with ${code}: ${printed.err}`);
          }),
        ]);
      }
      return printed.out.split("\n").slice(0, count);
    },
    stop,
    errors: () => printed.err,
    [Symbol.asyncDispose]: async () => void await stop("SIGKILL"),
  };
}
