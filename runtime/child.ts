import { readLines } from "./read_lines.ts";

/** A running process. */
export interface Child {
  /** Its number in the system. */
  readonly pid: number;
  /** Resolves when it ended and all it wrote was handed on. Never rejects. */
  readonly exited: Promise<Exit>;
  /** Asks it to end: closes its standard input and sends SIGTERM. */
  stop(): void;
  /** Ends it at once (SIGKILL). Does nothing when it has ended. */
  kill(): void;
}

/** How a process ended. */
export interface Exit {
  /** 0 … 255; 128 + number when a signal ended it. */
  readonly code: number;
  /** The signal that ended it, or null. */
  readonly signal: string | null;
}

/** What to run. */
export interface ChildOptions {
  /** Path of the program. */
  readonly program: string;
  /** Handed over as they are: no shell sees them. */
  readonly args: readonly string[];
  /** Its whole environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Takes each line that it writes, without the newline. */
  readonly onLine: (line: string) => void;
}

/**
 * Starts a process that hears only what is in its arguments and variables. Its standard input is a
 * pipe that stays open until `stop`, or until this process dies, however it dies.
 */
export function startChild({ program, args, variables, onLine }: ChildOptions): Child {
  const child = new Deno.Command(program, {
    args: [...args],
    env: variables,
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = [readLines(child.stdout, onLine), readLines(child.stderr, onLine)];
  return {
    pid: child.pid,
    exited: Promise.all([child.status, ...output]).then(([{ code, signal }]) => ({ code, signal })),
    stop() {
      child.stdin.close().catch(() => {});
      send(child, "SIGTERM");
    },
    kill: () => send(child, "SIGKILL"),
  };
}

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // It has ended already.
  }
}
