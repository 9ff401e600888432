import { CACHE_BYTES_MAX, CACHE_MS_MAX } from "../ports/cache.ts";
import { assertKey, assertTtl } from "./state_bounds.ts";

/** Throws RangeError where something cannot be set. */
export function assertKept(
  { key, value, ttlMs }: { key: string; value: string; ttlMs: number },
): void {
  assertKey(key);
  assertTtl(ttlMs, CACHE_MS_MAX);
  const bytes = new TextEncoder().encode(value).length;
  if (bytes > CACHE_BYTES_MAX) {
    throw new RangeError(`Cannot cache ${bytes} bytes: at most ${CACHE_BYTES_MAX} fit`);
  }
  if (!value.isWellFormed()) throw new RangeError("Cannot cache a text that has a lone surrogate");
}

/** Throws RangeError where something cannot be counted. */
export function assertCounting(
  { key, by, ttlMs }: { key: string; by: number; ttlMs: number },
): void {
  assertKey(key);
  assertTtl(ttlMs, CACHE_MS_MAX);
  if (Number.isInteger(by) && Math.abs(by) <= 2 ** 32) return;
  throw new RangeError(`Cannot count by ${by}: it is not a whole number of up to 2^32`);
}
