import { hashText } from "../stats/distinct_counter.ts";

/** A name for a group of a rule: 16 hex digits, the same for the same rule's name and values. */
export function toFingerprint(rule: string, values: readonly string[]): string {
  return hashToHex(JSON.stringify([rule, ...values]));
}

/** 16 hex digits, of 64 bits. */
export function hashToHex(text: string): string {
  const high = hashText(text);
  const low = hashText(`${text} `);
  return (high % 2 ** 32).toString(16).padStart(8, "0") +
    (low % 2 ** 32).toString(16).padStart(8, "0");
}
