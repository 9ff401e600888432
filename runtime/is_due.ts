/**
 * Whether the time has come for what is done next at `nextMs`, and at most `everyMs` after the last time: what lies
 * farther ahead was planned before the clock was set back.
 */
export function isDue(nowMs: number, nextMs: number, everyMs: number): boolean {
  return nowMs >= nextMs || nextMs - nowMs > everyMs;
}
