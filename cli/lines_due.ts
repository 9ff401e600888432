/**
 * How many lines should have been written after `elapsedMs`: `rate` a second, and ten times that in the
 * first second of each `burstMs` but the first. Infinity for an infinite rate.
 */
export function linesDue(elapsedMs: number, rate: number, burstMs: number): number {
  if (rate === Infinity) return Infinity;
  const bursts = burstMs === Infinity ? 0 : Math.floor(elapsedMs / burstMs);
  const inBurstMs = bursts === 0 ? 0 : (bursts - 1) * BURST_MS +
    Math.min(elapsedMs - bursts * burstMs, BURST_MS);
  return Math.floor((elapsedMs + inBurstMs * (BURST_FACTOR - 1)) * rate / 1000);
}

const BURST_MS = 1000;
const BURST_FACTOR = 10;
