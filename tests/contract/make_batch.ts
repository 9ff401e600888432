import type { RawBatch } from "../../core/raw_batch.ts";

/** What a batch for a test is made of. */
export interface BatchParts {
  /** Texts of the events, without line ends. */
  readonly lines: readonly string[];
  /** 15 hex digits. */
  readonly origin?: string;
  /** Where the batch begins in its source. */
  readonly begin?: number;
}

/** Makes a batch as `ship` would. */
export function makeBatch({ lines, origin = "9f3c5a01b2c4d5e", begin = 0 }: BatchParts): RawBatch {
  const texts = lines.map((line) => new TextEncoder().encode(line));
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
  const slices = new Uint32Array(2 * lines.length);
  const positions = new Float64Array(lines.length);
  const ends = new Float64Array(lines.length);
  let at = 0;
  texts.forEach(({ length }, i) => {
    slices.set([at, at + length], 2 * i);
    positions[i] = begin + at;
    ends[i] = begin + at + length + 1;
    at += length + 1;
  });
  return {
    origin,
    begin,
    hostname: "web-1",
    file: "/var/log/app.log",
    service: "app",
    format: "text",
    timeZone: "Europe/Berlin",
    shippedMs: 1_729_698_645_123,
    reason: null,
    bytes,
    slices,
    positions,
    ends,
    parts: null,
  };
}

/** The texts of a batch's events. */
export function linesOf({ bytes, slices }: RawBatch): string[] {
  return Array.from(
    { length: slices.length / 2 },
    (_, i) => new TextDecoder().decode(bytes.subarray(slices[2 * i], slices[2 * i + 1])),
  );
}
