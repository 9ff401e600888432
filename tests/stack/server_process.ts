/** What to run, and how. */
export interface SpawnOptions {
  readonly command: readonly string[];
  /** Gets what it prints, from this start on. */
  readonly logPath: string;
  /** Whether it goes on when this process is gone; otherwise it is killed then, whatever ended this process. */
  readonly outlives: boolean;
}

/** A server that runs. */
export interface ServerProcess {
  readonly pid: number;
  /** Null as long as it runs. */
  status(): Deno.CommandStatus | null;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  /** Does nothing where it has ended. */
  signal(name: Deno.Signal): void;
}

/** Starts it in a session of its own, so that Ctrl-C does not reach it, with no file of this process open. */
export function spawnServer({ command, logPath, outlives }: SpawnOptions): ServerProcess {
  const child = new Deno.Command("sh", {
    args: ["-c", outlives ? ALONE : GUARDED, logPath, ...command],
    cwd: "/",
    stdin: outlives ? "null" : "piped",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn();
  if (outlives) child.unref();
  let status: Deno.CommandStatus | null = null;
  const ended = child.status.then(async (result) => {
    status = result;
    if (!outlives) await child.stdin.abort().catch(() => {}); // Ends what guards it.
  });
  return {
    pid: child.pid,
    status: () => status,
    ended,
    signal(name) {
      if (status === null) sendSignal(child.pid, name);
    },
  };
}

/** Sends it, where the process is still there. */
export function sendSignal(pid: number, name: Deno.Signal): void {
  try {
    Deno.kill(pid, name);
  } catch (error) {
    // It has ended.
    if (!(error instanceof Deno.errors.NotFound) && !(error instanceof TypeError)) throw error;
  }
}

const ALONE = 'exec "$@" >"$0" 2>&1';

/** Standard input closes with this process, in whatever way that ends; `$$` stays the id, through `exec` too. */
const GUARDED = [
  "exec 3<&0",
  "(cat <&3; kill -9 $$) >/dev/null 2>&1 &",
  'exec "$@" 3<&- </dev/null >"$0" 2>&1',
].join("\n");

/** Processes that this one started, and that run. */
export async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-A", "-o", "pid=,ppid="] }).output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.filter(([, parent]) => parent === pid).map(([child]) => child!);
}

/** Whether a process with this id runs, and is no zombie. */
export async function isRunning(pid: number): Promise<boolean> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", `${pid}`] })
    .output();
  return /^[^Z\s]/.test(new TextDecoder().decode(stdout).trim());
}
