/** A length of time as `parseDurationMs` reads it, in the largest unit that says it in whole numbers: `90s`, `2h`. */
export function printDuration(durationMs: number): string {
  if (durationMs === 0) return "0s";
  const [unit, ms] = UNITS.find(([, ms]) => durationMs % ms === 0)!;
  return `${durationMs / ms}${unit}`;
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
] as const;
