/** As V8 writes it (`--cpu-prof`): a tree of calls, and at which node each sample was taken. */
export interface CpuProfile {
  /** One for each way a function was reached. */
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CallFrame;
  }[];
  /** Ids of nodes. */
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

/** Where a function is. */
export interface CallFrame {
  /** Empty for anonymous ones. */
  readonly functionName: string;
  /** Empty for native ones. */
  readonly url: string;
}

/** What time is added up by: each function, all functions of a file, or all of a package or part of LogFlow. */
export type TopOf = "function" | "file" | "package";

/**
 * The functions (or files) that used most time themselves, with their share of all that was not idle, in
 * percent, largest first. Native code called from JavaScript goes by its name, as `exec` for SQLite's, and
 * waiting in it counts; `(program)` is other native code.
 */
export function findTop(
  profile: CpuProfile,
  { of, count }: { readonly of: TopOf; readonly count: number },
): Record<string, number> {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, toName(callFrame, of)]));
  const times = new Map<string, number>();
  let total = 0;
  profile.samples.forEach((id, i) => {
    const name = names.get(id) ?? "";
    if (name === "(idle)") return;
    const time = Math.max(0, profile.timeDeltas[i] ?? 0);
    times.set(name, (times.get(name) ?? 0) + time);
    total += time;
  });
  const sorted = [...times].sort(([, a], [, b]) => b - a).slice(0, count);
  return Object.fromEntries(sorted.map(([name, time]) => [name, 100 * time / total]));
}

/** `kafkajs` of its modules, `adapters/kafka` of ours, `node:internal` of the runtime's. */
function toPackage(url: string): string {
  const npm = /\/npm\/[^/]+\/((?:@[^/]+\/)?[^/]+)\//.exec(url);
  if (npm !== null) return npm[1]!;
  const own = /\/((?:adapters|services)\/[^/]+|core\/[^/]+|runtime|cli|ports)\//.exec(url);
  return own?.[1] ?? url.replace(/^(\w+:[^/]*).*/s, "$1");
}

function toName({ functionName, url }: CallFrame, of: TopOf): string {
  const file = url.split("/").at(-1);
  if (of === "package" && file) return toPackage(url);
  if (of === "file" && file) return file;
  return `${functionName || "(anonymous)"}${file ? ` (${file})` : ""}`;
}
