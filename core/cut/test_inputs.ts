import fc from "fast-check";
import type { Format } from "../raw_batch.ts";
import { encode } from "./test_events.ts";
import { TRACES } from "./test_traces.ts";

/** For tests: bytes of a source, and options that suit them. */
export interface Input {
  /** Of the lines. */
  readonly format: Format;
  /** Lines and traces, not always with a newline at the end. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Small, so that limits are met. */
  readonly eventBytesMax: number;
  /** Small, but enough for a group of records. */
  readonly eventsMax: number;
}

const line = fc.oneof(
  fc.constantFrom(
    ...["", " \t", "2025-10-23 14:32:15 INFO x", "7ä€🙂".repeat(7), '{"a":1}', "level=info msg=x"],
    ...["java.io.IOException: x", "Error", "Note: y", "  indented", "}", "goroutine 3 [running]:"],
    ...["Caused by: z", "\tat a.B.c(D.java:1)", "main.main()", "9".repeat(150)],
  ),
  fc.string({ unit: "grapheme", maxLength: 30 }).map((text) => text.replace(/[\r\n]/g, " ")),
);
const trace = fc.constantFrom(...Object.values(TRACES).map((text) => text.split("\n")));
const lines = fc.array(fc.oneof(line.map((text) => [text]), trace), { maxLength: 12 })
  .map((list) => list.flat());

/** For tests: sources whose lines are the text itself. */
export const lineInputs: fc.Arbitrary<Input> = fc.record({
  format: fc.constantFrom<Format>("text", "json", "logfmt", "plain"),
  bytes: fc.tuple(lines, fc.constantFrom("\n", "\r\n"), fc.boolean()).map(([list, newline, ends]) =>
    encode(list.join(newline) + (ends ? newline : ""))
  ),
  eventBytesMax: fc.constantFrom(4, 16, 60, 400, 5_000),
  eventsMax: fc.constantFrom(1, 2, 7, 16_384),
});

const order = fc.array(fc.boolean(), { maxLength: 60 });
const partial = fc.array(fc.boolean(), { maxLength: 6 });

/** For tests: sources of containers, whose streams stand between one another. */
export const recordInputs: fc.Arbitrary<Input> = fc.record({
  format: fc.constantFrom<Format>("docker", "cri"),
  streams: fc.tuple(lines, lines),
  order,
  partial,
  foreign: fc.boolean(),
  eventBytesMax: fc.constantFrom(700, 1_500, 20_000),
  eventsMax: fc.constantFrom(600, 16_384),
}).map(({ format, streams, order, partial, foreign, ...limits }) => {
  const [out, error] = [[...streams[0]], [...streams[1]]];
  const records: string[] = foreign ? ["torn"] : [];
  for (let i = 0; out.length + error.length > 0; i++) {
    const isError = out.length === 0 ||
      (error.length > 0 && order[i % (order.length || 1)] === true);
    const text = (isError ? error : out).shift()!;
    records.push(toRecord(format, { text, isError, isPartial: partial[i % 20] === true }));
  }
  return { format, bytes: encode(records.map((record) => record + "\n").join("")), ...limits };
});

/** For tests: a record of Docker or of a Kubernetes runtime. */
export function toRecord(
  format: Format,
  { text, isError = false, isPartial = false }: Output,
): string {
  const stream = isError ? "stderr" : "stdout";
  const time = "2025-10-23T14:32:15.123456789Z";
  if (format === "cri") return `${time} ${stream} ${isPartial ? "P" : "F"} ${text}`;
  return JSON.stringify({ log: text + (isPartial ? "" : "\n"), stream, time });
}

/** For tests: a piece of a container's output. */
export interface Output {
  /** Without a newline. */
  readonly text: string;
  /** Of stderr, else of stdout. */
  readonly isError?: boolean;
  /** The line goes on in the next record of its stream. */
  readonly isPartial?: boolean;
}
