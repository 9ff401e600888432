import { cut, type CutOptions } from "./cut.ts";

/** For tests: the texts that the whole input is cut into. */
export function cutTexts(input: string, options: Partial<CutOptions> = {}): string[] {
  return cutEvents(input, options).map(({ text }) => text);
}

/** An event as a test compares it. */
export interface CutEvent {
  /** What the slice holds. */
  readonly text: string;
  /** Where it stands. */
  readonly position: number;
  /** Up to where it accounts. */
  readonly end: number;
  /** As in `Cut.parts`. */
  readonly part: number;
}

/** For tests: the events that the whole input is cut into, everything flushed unless told otherwise. */
export function cutEvents(
  input: string | Uint8Array<ArrayBuffer>,
  options: Partial<CutOptions> = {},
): CutEvent[] {
  const source = typeof input === "string" ? encode(input) : input;
  const { bytes, slices, positions, ends, parts } = cut(source, { ...WHOLE, ...options });
  return Array.from(positions, (position, i) => {
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
      bytes.subarray(slices[2 * i], slices[2 * i + 1]),
    );
    return { text, position, end: ends[i]!, part: parts?.[i] ?? 0 };
  });
}

/** For tests: UTF-8. */
export function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** For tests: text format, everything at once. */
export const WHOLE: CutOptions = { format: "text", flush: "all", part: 0, eventsMax: 16_384 };
