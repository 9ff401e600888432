import assert from "node:assert/strict";
import type { LogDocument } from "../../core/event.ts";
import { EVENT_BYTES_MAX } from "../../core/raw_batch.ts";
import { shipFiles, type ShippedFiles } from "./ship_files.ts";

const LONG_LINE_BYTES = 10 * 1024 * 1024;
/** A part ends between two characters. */
const PARTS = Math.ceil(LONG_LINE_BYTES / (EVENT_BYTES_MAX - 1));
const TIME = "2025-10-23 14:32:15";

/** Bytes of a line whose text is `bad `, a lone 0xff, half a character, ` end`. */
const NOT_UTF8 = Uint8Array.of(0x62, 0x61, 0x64, 0x20, 0xff, 0xc3, 0x20, 0x65, 0x6e, 0x64);

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  "good.log": `${TIME} INFO [good] one\n${TIME} WARN [good] two\n`,
  "not_utf8.log": joined(
    `${TIME} INFO [a] before\n${TIME} ERROR [a] `,
    NOT_UTF8,
    `\n${TIME} INFO [a] é\n`,
  ),
  "not_utf8.json": joined(`{"msg":"x","v":"`, NOT_UTF8, `"}\n`),
  "utf16.log": toUtf16("one line\n"),
  "nul.log":
    `${TIME} INFO [a] in\0side\n\0\0\0\n${TIME} INFO [a\0b] service\n${TIME} INFO [a] after\n`,
  "long.log": `${TIME} INFO [a] first\n${toLongLine()}\n${TIME} INFO [a] last\n`,
  "empty.log": "",
  "blank.log": "\n  \r\n\t\n",
  "crlf.log": `${TIME} INFO [a] one\r\n\r\n${TIME} WARN [a] two\r\n\tat b.c(D.java:1)\r\n`,
  "crlf.json": `{"msg":"one"}\r\n{"msg":"two"}\r\n`,
  "no_newline.log": `${TIME} INFO [a] whole\n${TIME} INFO [a] without its end`,
  "marked.log": `\ufeff${TIME} INFO [a] after a mark\n`,
  "controls.log": `${TIME} INFO [a] \u001b[31mred\u001b[0m \u0007 \u202e\n`,
};

const EVENTS = 2 + 3 + 1 + 2 + 4 + (PARTS + 2) + 0 + 0 + 2 + 2 + 2 + 1 + 1;

/** What each file becomes; what throws is wrong. */
const CASES: Readonly<Record<string, (files: ShippedFiles) => Promise<void>>> = {
  async "bytes that are not UTF-8"(files) {
    const events = await files.eventsOf("not_utf8.log");
    assert.deepEqual(brief(events), ["INFO a before", "ERROR a bad \ufffd\ufffd end", "INFO a é"]);
    const [before, broken, after] = events;
    assert.deepEqual([before!.extra_fields, after!.extra_fields], [{}, {}]);
    const raw = Uint8Array.fromBase64(String(broken!.extra_fields["raw_base64"]));
    assert.deepEqual(raw, joined(`${TIME} ERROR [a] `, NOT_UTF8));
  },
  async "bytes that are not UTF-8 inside JSON"(files) {
    const [event] = await files.eventsOf("not_utf8.json");
    assert.equal(event!.message, "x");
    assert.equal(event!.extra_fields["v"], "bad \ufffd\ufffd end");
    const raw = Uint8Array.fromBase64(String(event!.extra_fields["raw_base64"]));
    assert.deepEqual(raw, joined(`{"msg":"x","v":"`, NOT_UTF8, `"}`));
  },
  async "UTF-16, which has a NUL in each character"(files) {
    const [first, second] = await files.eventsOf("utf16.log");
    const raw = Uint8Array.fromBase64(String(first!.extra_fields["raw_base64"]));
    assert.deepEqual(raw, toUtf16("one line").slice());
    assert.equal(second!.message, "\0");
  },
  async "NUL characters"(files) {
    const events = await files.eventsOf("nul.log");
    const expected = [
      "INFO a in\0side",
      "UNKNOWN nul \0\0\0",
      "INFO nul [a\0b] service",
      "INFO a after",
    ];
    assert.deepEqual(brief(events), expected);
    assert.deepEqual(brief(await files.search("in side")), ["INFO a in\0side"]);
  },
  async "a line of 10 MB"(files) {
    const events = await files.eventsOf("long.log");
    const parts = events.slice(1, -1);
    assert.deepEqual(parts.map(({ extra_fields }) => extra_fields["part"]), range(PARTS));
    assert.equal(parts.map(({ message }) => message).join(""), toLongLine());
    assert.deepEqual(brief([events[0]!, events.at(-1)!]), ["INFO a first", "INFO a last"]);
  },
  async "an empty file, and one of blank lines"(files) {
    assert.deepEqual(await files.eventsOf("empty.log"), []);
    assert.deepEqual(await files.eventsOf("blank.log"), []);
  },
  async "CRLF at the ends of lines"(files) {
    const events = await files.eventsOf("crlf.log");
    assert.deepEqual(brief(events), ["INFO a one", "WARN a two\r\n\tat b.c(D.java:1)"]);
    assert.deepEqual(brief(await files.eventsOf("crlf.json")), [
      "UNKNOWN crlf one",
      "UNKNOWN crlf two",
    ]);
  },
  async "no newline at the end"(files) {
    const events = await files.eventsOf("no_newline.log");
    assert.deepEqual(brief(events), ["INFO a whole", "INFO a without its end"]);
  },
  async "a byte order mark"(files) {
    assert.deepEqual(brief(await files.eventsOf("marked.log")), ["INFO a after a mark"]);
  },
  async "control characters"(files) {
    const events = await files.eventsOf("controls.log");
    assert.deepEqual(brief(events), ["INFO a \u001b[31mred\u001b[0m \u0007 \u202e"]);
  },
  async "good lines beside all that"(files) {
    assert.deepEqual(brief(await files.eventsOf("good.log")), ["INFO good one", "WARN good two"]);
  },
};

Deno.test("pipeline keeps text whole, however bad it is", async (t) => {
  const variables = { LOGFLOW_TIME_ZONE: "UTC" };
  await using files = await shipFiles({ files: FILES, events: EVENTS, variables });
  for (const [name, check] of Object.entries(CASES)) await t.step(name, () => check(files));
  await files.end();
});

function brief(events: readonly LogDocument[]): string[] {
  return events.map(({ level, service, message }) => `${level} ${service} ${message}`);
}

/** Of characters of three bytes; each stretch of it differs, so that parts in a wrong order show. */
function toLongLine(): string {
  const characters = Array.from({ length: 20_000 }, (_, i) => String.fromCharCode(0x4e00 + i));
  const count = Math.floor(LONG_LINE_BYTES / 3);
  return characters.join("").repeat(Math.ceil(count / characters.length)).slice(0, count);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

/** Little-endian with its mark. */
function toUtf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 + 2 * text.length);
  const view = new DataView(bytes.buffer);
  [..."\ufeff", ...text].forEach((char, i) => view.setUint16(2 * i, char.charCodeAt(0), true));
  return bytes;
}

function joined(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const all = parts.flatMap((part) => [
    ...(typeof part === "string" ? new TextEncoder().encode(part) : part),
  ]);
  return Uint8Array.from(all);
}
