import assert from "node:assert/strict";
import { parseCri } from "./cri.ts";
import { parseDocker } from "./docker.ts";
import { readLine } from "./test_line.ts";

const time = "2025-10-23T14:32:15.123Z";
const inner = "2025-10-23T14:00:00.000Z";

function record(log: string, others: object = {}): string {
  return JSON.stringify({
    log,
    stream: "stdout",
    time: "2025-10-23T14:32:15.123456789Z",
    ...others,
  });
}

const docker: readonly (readonly [string, string, Record<string, unknown> | null])[] = [
  ["plain text", record("hello\n"), { time, message: "hello", fields: { stream: "stdout" } }],
  ["a line of a terminal", record("hello\r\n"), {
    time,
    message: "hello",
    fields: { stream: "stdout" },
  }],
  ["parts of a line", [record("hel"), record("lo "), record("you\n")].join("\n"), {
    time,
    message: "hello you",
    fields: { stream: "stdout" },
  }],
  ["several lines", [record("Error: x\n"), record("  at y\n")].join("\n"), {
    time,
    message: "Error: x\n  at y",
    fields: { stream: "stdout" },
  }],
  ["JSON", record(`{"time":"2025-10-23T14:00:00Z","level":"warn","msg":"m","stream":"s"}\n`), {
    time: inner,
    level: "WARN",
    message: "m",
    fields: { stream: "s", stream_2: "stdout" },
  }],
  ["JSON without a time", record(`{"msg":"m"}\n`), {
    time,
    message: "m",
    fields: { stream: "stdout" },
  }],
  ["text with a trace", record("2025-10-23 14:00:00 ERROR [svc] m\n") + "\n" + record("\tat x\n"), {
    time: inner,
    level: "ERROR",
    service: "svc",
    message: "m\n\tat x",
    fields: { stream: "stdout" },
  }],
  ["logfmt", record("level=info msg=m n=1\n"), {
    time,
    level: "INFO",
    message: "m",
    fields: { n: 1, stream: "stdout" },
  }],
  ["klog", record("W1023 14:00:00.000000 1 a.go:1] m\n"), {
    time: inner,
    level: "WARN",
    message: "m",
    fields: { thread: 1, caller: "a.go:1", stream: "stdout" },
  }],
  ["attributes", record("m\n", { attrs: { tag: "a" } }), {
    time,
    message: "m",
    fields: { stream: "stdout", "attrs.tag": "a" },
  }],
  ["an empty line", record("\n"), { time, message: "", fields: { stream: "stdout" } }],
  ["not a line that is no record", record("a") + "\nb", null],
  ["no other JSON", `{"log":"a","stream":"stdout"}`, null],
  ["no record without a real time", record("a\n", { time: "2025-13-01T00:00:00Z" }), null],
  ["no other text", "a", null],
];

for (const [what, text, expected] of docker) {
  Deno.test(`parseDocker reads ${what}`, () => {
    assert.deepEqual(readLine(parseDocker, text), expected);
  });
}

const at = "2025-10-23T16:32:15.123456789+02:00";
const cri: readonly (readonly [string, string, Record<string, unknown> | null])[] = [
  ["plain text", `${at} stdout F hello`, { time, message: "hello", fields: { stream: "stdout" } }],
  ["parts of a line", `${at} stderr P hel\n${at} stderr P lo\n${at} stderr F  you`, {
    time,
    message: "hello you",
    fields: { stream: "stderr" },
  }],
  ["several lines", `${at} stderr F Error: x\n${at} stderr F   at y`, {
    time,
    message: "Error: x\n  at y",
    fields: { stream: "stderr" },
  }],
  ["a part alone", `${at} stdout P hel`, { time, message: "hel", fields: { stream: "stdout" } }],
  ["text with its own time", `${at} stdout F 2025-10-23 14:00:00 INFO m`, {
    time: inner,
    level: "INFO",
    message: "m",
    fields: { stream: "stdout" },
  }],
  ["a tag with more", `${at} stdout F:x hello`, {
    time,
    message: "hello",
    fields: { stream: "stdout" },
  }],
  ["an empty line", `${at} stdout F `, { time, message: "", fields: { stream: "stdout" } }],
  ["an empty line without its blank", `${at} stdout F`, {
    time,
    message: "",
    fields: { stream: "stdout" },
  }],
  ["no other stream", `${at} stdin F x`, null],
  ["no other tag", `${at} stdout X x`, null],
  ["no longer tag", `${at} stdout Fx y`, null],
  ["not a line that is no record", `${at} stdout F a\nb`, null],
];

for (const [what, text, expected] of cri) {
  Deno.test(`parseCri reads ${what}`, () => {
    assert.deepEqual(readLine(parseCri, text), expected);
  });
}
