/** What a process has used up so far. */
export interface Usage {
  /** User and system time. */
  readonly cpuSeconds: number;
  /** Resident memory now. */
  readonly rssBytes: number;
  /** The most resident memory it ever had. */
  readonly peakBytes: number;
}

/** Reads it from Linux's `/proc`; null on other systems and for a process that has ended. */
export function readUsage(pid: number): Usage | null {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    if (stat.includes(") Z ")) return null; // It has ended; only its exit code is kept.
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    const [user, system] = toFields(stat).slice(11);
    return {
      cpuSeconds: (user! + system!) / TICKS_PER_SECOND,
      rssBytes: readKib(status, "VmRSS"),
      peakBytes: readKib(status, "VmHWM"),
    };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    if (error instanceof Error && /No such process/.test(error.message)) return null;
    throw error;
  }
}

/**
 * Begins to count; the result tells how much of all processors went since then to other processes than this
 * and those given (which may begin later), 0 … 1; null on other systems than Linux.
 */
export function watchOthers(pidsBefore: Iterable<number> = []): OthersWatch {
  const busyBefore = readBusySeconds();
  const before = new Map([Deno.pid, ...pidsBefore].map((pid) => [pid, readCpuSeconds(pid)]));
  const startMs = performance.now();
  return (pids) => {
    const busy = readBusySeconds();
    if (busyBefore === null || busy === null) return null;
    let others = busy - busyBefore;
    for (const pid of [Deno.pid, ...pids]) others -= readCpuSeconds(pid) - (before.get(pid) ?? 0);
    const seconds = (performance.now() - startMs) / 1000;
    return Math.max(0, others / (seconds * navigator.hardwareConcurrency));
  };
}

/** As {@linkcode watchOthers}, for this process and all it started, once these have ended. */
export function watchOthersThanChildren(): () => number | null {
  const busyBefore = readBusySeconds();
  if (busyBefore === null) return () => null;
  const ownBefore = readFamilySeconds();
  const startMs = performance.now();
  return () => {
    const busy = readBusySeconds()!;
    const others = busy - busyBefore - (readFamilySeconds() - ownBefore);
    const seconds = (performance.now() - startMs) / 1000;
    return Math.max(0, others / (seconds * navigator.hardwareConcurrency));
  };
}

/** See {@linkcode watchOthers}; takes the pids that are not others. */
export type OthersWatch = (pids: Iterable<number>) => number | null;

/** Of this process and of those descendants that have ended. */
function readFamilySeconds(): number {
  const [user, system, childUser, childSystem] = toFields(Deno.readTextFileSync("/proc/self/stat"))
    .slice(11);
  return (user! + system! + childUser! + childSystem!) / TICKS_PER_SECOND;
}

/** What follows the name (which may hold spaces) in `/proc/PID/stat`; user time is number 11 of it. */
function toFields(stat: string): number[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
}

function readCpuSeconds(pid: number): number {
  return readUsage(pid)?.cpuSeconds ?? 0;
}

/** Time that the processors of this machine have worked, for anyone. */
function readBusySeconds(): number | null {
  try {
    const line = Deno.readTextFileSync("/proc/stat").split("\n")[0]!;
    // cpu user nice system idle iowait irq softirq steal
    const [user, nice, system, , , irq, softirq, steal] = line.split(/ +/).slice(1).map(Number);
    return (user! + nice! + system! + irq! + softirq! + steal!) / TICKS_PER_SECOND;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** `sysconf(_SC_CLK_TCK)` of every Linux that Deno runs on. */
const TICKS_PER_SECOND = 100;

function readKib(status: string, name: string): number {
  const line = status.split("\n").find((line) => line.startsWith(`${name}:`)) ?? "";
  return 1024 * Number(/\d+/.exec(line)?.[0] ?? 0);
}
