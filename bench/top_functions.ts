/** As V8 writes it (`--cpu-prof`): a tree of calls, and at which node each sample was taken. */
export interface CpuProfile {
  /** One for each way a function was reached. */
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  /** Ids of nodes. */
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

/**
 * The functions that used most time themselves, with their share of all that was not idle, in percent,
 * largest first. `(program)` is native code outside of JavaScript.
 */
export function findTopFunctions(profile: CpuProfile, count: number): Record<string, number> {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, toName(callFrame)]));
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

function toName(
  { functionName, url }: { readonly functionName: string; readonly url: string },
): string {
  const file = url.split("/").at(-1);
  return `${functionName || "(anonymous)"}${file ? ` (${file})` : ""}`;
}
