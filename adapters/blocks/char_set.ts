import type { Pattern } from "../../core/query/ast.ts";
import { toLower } from "../../core/query/tokens.ts";

/** Which characters the values of a column have, all of them ASCII and in lower case: so it can be passed over. */
export interface CharSet {
  /** A bit for each character that is in some value, 32 a number. */
  readonly all: readonly number[];
  /** The same for those that a value begins with. */
  readonly first: readonly number[];
}

/** The characters of ASCII texts with zero bytes between them, and how many zero bytes there are. */
export function scanChars(ascii: Uint8Array): { chars: CharSet; zeros: number } {
  const all = new Uint8Array(256);
  const first = new Uint8Array(256);
  let zeros = 0;
  let before = 0;
  for (let i = 0; i < ascii.length; i++) {
    const byte = ascii[i]!;
    all[byte] = 1;
    if (before === 0) first[byte] = 1;
    if (byte === 0) zeros++;
    before = byte;
  }
  return { chars: { all: toBits(all), first: toBits(first) }, zeros };
}

/** Whether some value may fit a pattern (in any case). */
export function mayFit({ all, first }: CharSet, pattern: Pattern): boolean {
  return pattern.every((part, i) => {
    if (typeof part !== "string") return true;
    const lower = toLower(part);
    if (i === 0 && lower !== "" && !has(first, lower.charCodeAt(0))) return false;
    for (let at = 0; at < lower.length; at++) if (!has(all, lower.charCodeAt(at))) return false;
    return true;
  });
}

function toBits(seen: Uint8Array): number[] {
  const bits = [0, 0, 0, 0];
  for (let code = 0; code < 128; code++) {
    if (seen[code] === 0) continue;
    const lower = code >= 65 && code <= 90 ? code + 32 : code;
    bits[lower >>> 5]! |= 1 << (lower & 31);
  }
  return bits;
}

function has(bits: readonly number[], code: number): boolean {
  return code < 128 && (bits[code >>> 5]! & (1 << (code & 31))) !== 0;
}
