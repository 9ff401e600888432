import type { RawBatch } from "../raw_batch.ts";

/** A batch for tests: one event for each text (or its bytes), each followed by a newline, from byte 0. */
export function toTestBatch(
  texts: readonly (string | Uint8Array)[],
  options: Partial<RawBatch> = {},
): RawBatch {
  const parts = texts.map((text) =>
    typeof text === "string" ? new TextEncoder().encode(text) : text
  );
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length + 1, 0)).fill(10);
  const slices = new Uint32Array(2 * parts.length);
  const positions = new Float64Array(parts.length);
  const ends = new Float64Array(parts.length);
  let at = 0;
  parts.forEach((part, i) => {
    bytes.set(part, at);
    positions[i] = slices[2 * i] = at;
    slices[2 * i + 1] = at += part.length;
    ends[i] = ++at;
  });
  return {
    origin: "9f3c5a01b2c4d5e",
    begin: 0,
    hostname: "web-1",
    file: "/var/log/app.log",
    service: "app",
    format: "plain",
    timeZone: "UTC",
    shippedMs: Date.parse("2025-10-24T12:00:00Z"),
    reason: null,
    bytes,
    slices,
    positions,
    ends,
    parts: null,
    ...options,
  };
}
