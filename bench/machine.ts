import os from "node:os";

/** Where and when it was measured. */
export interface Machine {
  /** ISO 8601. */
  readonly date: string;
  /** Kind and number of processors. */
  readonly cpu: string;
  /** GiB. */
  readonly memoryGib: number;
  /** Name and version of the system. */
  readonly system: string;
  /** Version of Deno, V8. */
  readonly deno: string;
  /** Commit of LogFlow; null outside a repository. */
  readonly commit: string | null;
  /** Mean number of waiting processes in the last 1, 5 and 15 minutes, before the measurement began. */
  readonly load: readonly number[];
}

/** Looks at this machine. */
export function readMachine(now: Date): Machine {
  const cpus = os.cpus();
  return {
    date: now.toISOString(),
    cpu: `${cpus.length} × ${cpus[0]?.model.trim() ?? Deno.build.arch}`,
    memoryGib: Math.round(Deno.systemMemoryInfo().total / 2 ** 30),
    system: `${Deno.build.os} ${Deno.osRelease()}`,
    deno: `${Deno.version.deno} (V8 ${Deno.version.v8})`,
    commit: readCommit(),
    load: Deno.loadavg(),
  };
}

function readCommit(): string | null {
  try {
    const { code, stdout } = new Deno.Command("git", {
      args: ["describe", "--always", "--dirty"],
      cwd: new URL("../", import.meta.url),
      stderr: "null",
    }).outputSync();
    return code === 0 ? new TextDecoder().decode(stdout).trim() : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null; // No git here.
    throw error;
  }
}
