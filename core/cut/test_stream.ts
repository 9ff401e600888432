import assert from "node:assert/strict";
import fc from "fast-check";
import { type Cut, cut, type CutOptions } from "./cut.ts";
import type { Input } from "./test_inputs.ts";

/** For tests: how the bytes of a source come in, and what is to be flushed after each step. */
export interface Arrivals {
  /** Bytes that come at each step, over and over. */
  readonly steps: readonly number[];
  /** What to do at the end of what is there; `none` after the last of the list. */
  readonly flushes: readonly CutOptions["flush"][];
  /** So many bytes more than 2 × `eventBytesMax` are looked at. */
  readonly windowBytes: number;
}

/** For tests: any arrivals, nothing flushed. */
export const arrivals: fc.Arbitrary<Arrivals> = fc.record({
  steps: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 9 }),
  flushes: fc.constant([]),
  windowBytes: fc.nat(500),
});

/** For tests: an event of a stream; `text` has one character a byte. */
export interface PlacedText {
  /** What the slice holds. */
  readonly text: string;
  /** In the source. */
  readonly position: number;
  /** As in `Cut.parts`. */
  readonly part: number;
}

/** For tests: all that a source was cut into. */
export interface CutStream {
  /** In the order in which they were given out. */
  readonly events: readonly PlacedText[];
  /** Blank lines dropped. */
  readonly blank: number;
}

/** For tests: cuts a source as its bytes come in, flushes all at the end, and checks every cut's shape. */
export function cutStream(input: Input, { steps, flushes, windowBytes }: Arrivals): CutStream {
  const { bytes, ...options } = input;
  const events: PlacedText[] = [];
  let [at, part, blank, there] = [0, 0, 0, 0];
  for (let step = 0; at < bytes.length; step++) {
    there = Math.min(bytes.length, there + steps[step % steps.length]!);
    const end = Math.min(there, at + 2 * input.eventBytesMax + windowBytes);
    const flush = end === bytes.length ? "all" : flushes[step] ?? "none";
    const result = cut(bytes.slice(at, end), { ...options, flush, part });
    assertShape(result, end - at);
    assert(result.positions.length <= input.eventsMax);
    if (end === bytes.length || end - at >= 2 * input.eventBytesMax) assert(result.consumed > 0);
    events.push(...toEvents(result, at));
    blank += result.blank;
    at += result.consumed;
    part = result.part;
  }
  return { events, blank };
}

/** For tests: what every cut promises of its numbers. */
export function assertShape(result: Cut, length: number): void {
  const { bytes, slices, positions, ends, consumed } = result;
  const count = positions.length;
  assert.equal(slices.length, 2 * count);
  assert.equal(ends.length, count);
  assert(consumed <= length);
  for (let i = 0; i < count; i++) {
    const [start, end, position] = [slices[2 * i]!, slices[2 * i + 1]!, positions[i]!];
    assert(start < end && end <= bytes.length);
    assert(start >= (i === 0 ? 0 : slices[2 * i - 1]!));
    assert(position >= (i === 0 ? 0 : ends[i - 1]!) && ends[i]! > position);
  }
  if (count > 0) assert.equal(ends[count - 1], consumed);
}

function toEvents({ bytes, slices, positions, parts }: Cut, at: number): PlacedText[] {
  return Array.from(positions, (position, i) => {
    const text = new TextDecoder("latin1").decode(bytes.subarray(slices[2 * i], slices[2 * i + 1]));
    return { text, position: at + position, part: parts?.[i] ?? 0 };
  });
}
