import {
  KEY_BYTES_MAX,
  LIST_MAX,
  type ListRequest,
  type StateValue,
  VALUE_BYTES_MAX,
  VALUE_DEPTH_MAX,
} from "../ports/state_store.ts";

/** Throws RangeError where `key` is none: of a document, a lease or something cached. */
export function assertKey(key: string): void {
  const bytes = countBytes(key);
  if (bytes < 1 || bytes > KEY_BYTES_MAX) {
    throw new RangeError(`Cannot use key: it has ${bytes} bytes, not 1 to ${KEY_BYTES_MAX}`);
  }
  if (key.includes("\0") || !key.isWellFormed()) {
    throw new RangeError(`Cannot use key ${JSON.stringify(key)}: it has \\0 or a lone surrogate`);
  }
}

/** Throws RangeError where `ms` is not a whole number from 1 to `msMax`. */
export function assertTtl(ms: number, msMax: number): void {
  if (Number.isInteger(ms) && ms >= 1 && ms <= msMax) return;
  throw new RangeError(`Cannot keep for ${ms} ms: it is not a whole number from 1 to ${msMax}`);
}

/** A value as JSON; throws RangeError where it is beyond its bounds. */
export function encodeValue(value: StateValue): string {
  assertJson(value);
  const text = JSON.stringify(value);
  const bytes = countBytes(text);
  if (bytes <= VALUE_BYTES_MAX) return text;
  throw new RangeError(`Cannot keep a value of ${bytes} bytes: at most ${VALUE_BYTES_MAX} fit`);
}

/** Throws RangeError where a request is beyond its bounds. */
export function assertListRequest({ prefix, after, limit }: ListRequest): void {
  if (prefix !== "") assertKey(prefix);
  if (after !== null) assertKey(after);
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIST_MAX) return;
  throw new RangeError(
    `Cannot list ${limit} documents: it is not a whole number from 1 to ${LIST_MAX}`,
  );
}

/**
 * The least text, by UTF-8 bytes, that comes after all that begin with `prefix`; null = there is none. UTF-8
 * sorts as code points do.
 */
export function toPrefixEnd(prefix: string): string | null {
  const points = [...prefix];
  while (points.length > 0) {
    const last = points.pop()!.codePointAt(0)!;
    if (last === 0x10ffff) continue;
    const next = last + 1 === 0xd800 ? 0xe000 : last + 1;
    return points.join("") + String.fromCodePoint(next);
  }
  return null;
}

function assertJson(value: StateValue): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > VALUE_DEPTH_MAX) {
      throw new RangeError(`Cannot keep a value that is more than ${VALUE_DEPTH_MAX} deep`);
    }
    level = level.flatMap(toParts);
  }
}

/** What a value consists of. */
function toParts(value: unknown): unknown[] {
  if (value === null || ["string", "boolean"].includes(typeof value)) return [];
  if (typeof value === "number" && Number.isFinite(value)) return [];
  if (Array.isArray(value)) return value;
  if (typeof value === "object") return Object.values(value);
  throw new RangeError(`Cannot keep ${String(value)} in a document: JSON cannot say it`);
}

function countBytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
