import assert from "node:assert/strict";
import fc from "fast-check";
import { type Format, FORMATS } from "../raw_batch.ts";
import { parseBatch } from "./parse_batch.ts";
import { toTestBatch } from "./test_batch.ts";

/** Pieces that lead parsers far in before they meet what they don't expect. */
const piece = fc.oneof(
  fc.constantFrom(
    "2025-10-23 14:32:15",
    "2025-10-23T14:32:15.123Z",
    "0001-01-01 00:00:00",
    "9999-12-31T23:59:59-23:59",
    "Feb 29 22:14:15",
    "<34>",
    "<34>1 ",
    "- - - - - -",
    `[a@1 b="c"]`,
    "I1023 14:32:15.123456 1 a.go:1] ",
    " stdout F ",
    " stderr P ",
    `{"log":"x\\n","stream":"stdout","time":"2025-10-23T14:32:15Z"}`,
    `{"time":"2025-10-23 02:30:00","level":"warn","msg":"m","a":{"b":[1]},"n":12345678901234567890}`,
    `1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 1`,
    "level=info msg=",
    `"`,
    "[",
    "]",
    "{",
    "}",
    ":",
    "=",
    "\\",
    " ",
    "\t",
    "\r",
    "\n",
    "\0",
    "\ufeff",
    "\x1b[31m",
    "ERROR",
    "[svc]",
  ),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
const bytes = fc.oneof(
  text.map((value) => new TextEncoder().encode(value)),
  fc.uint8Array({ maxLength: 60 }),
);
const timeZone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "", "x".repeat(300));
const shippedMs = fc.oneof(fc.integer({ min: -1e15, max: 1e15 }), fc.double());

for (const format of FORMATS) {
  Deno.test(`parseBatch (${format}) makes an event of anything, and keeps the order and the bytes`, () => {
    const property = fc.property(
      fc.array(bytes, { maxLength: 5 }),
      timeZone,
      shippedMs,
      (texts, timeZone, shippedMs) => checkBatch({ format, texts, timeZone, shippedMs }),
    );
    fc.assert(property, { numRuns: 1000 });
  });
}

Deno.test("parseBatch (plain) keeps every text as it is, but for a JSON object over several lines", () => {
  const clean = text.map((value) => value.toWellFormed().replace(/^\ufeff+/, ""))
    .filter((value) => !isLongObject(value));
  fc.assert(
    fc.property(fc.array(clean, { maxLength: 5 }), (texts) => {
      const messages = parseBatch(toTestBatch(texts), 0).map(({ message }) => message);
      assert.deepEqual(messages, texts);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("parseBatch (text) keeps every letter and digit of a line in a part of the event", () => {
  const word = fc.stringMatching(/^[a-z0-9ä]{1,8}$/);
  fc.assert(
    fc.property(fc.array(fc.oneof(word, piece), { maxLength: 8 }), (pieces) => {
      const line = `2025-10-23 14:32:15 ${pieces.join(" ").toWellFormed()}`;
      const [event] = parseBatch(toTestBatch([line], { format: "text" }), 0);
      const kept = [event!.service, event!.message, ...Object.values(event!.fields ?? {})].join(
        " ",
      );
      const lost = line.slice(20).replace(/[A-Za-z]{3,13}/g, "").match(/[\p{L}\p{N}]/gu) ?? [];
      for (const letter of new Set(lost)) assert.ok(kept.includes(letter), `${letter} of ${line}`);
    }),
    { numRuns: 1000 },
  );
});

/** Whether it is read as JSON whatever its format. */
function isLongObject(text: string): boolean {
  if (!text.includes("\n")) return false;
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

interface Given {
  readonly format: Format;
  readonly texts: readonly Uint8Array[];
  readonly timeZone: string;
  readonly shippedMs: number;
}

function checkBatch({ format, texts, timeZone, shippedMs }: Given): void {
  const batch = toTestBatch(texts, { format, timeZone, shippedMs });
  const events = parseBatch(batch, 5);
  assert.deepEqual(events.map(({ position }) => position), [...batch.positions]);
  assert.deepEqual(events.map(({ end }) => end), [...batch.ends]);
  events.forEach((event, i) => {
    assert.ok(Number.isInteger(event.timestampMs));
    assert.ok(!Number.isNaN(new Date(event.timestampMs).getTime()));
    assert.ok(event.message.isWellFormed());
    for (const [name, value] of Object.entries(event.fields ?? {})) {
      assert.ok(name !== "" && name.isWellFormed());
      assert.ok(typeof value !== "number" || Math.abs(value) <= Number.MAX_SAFE_INTEGER);
      assert.ok(typeof value !== "string" || value.isWellFormed());
    }
    const decoded = new TextDecoder("utf-8", { ignoreBOM: true }).decode(texts[i]);
    const valid = !decoded.includes("\ufffd");
    if (!valid) checkRaw(texts[i]!, event.fields?.["raw_base64"], decoded);
  });
  assert.deepEqual(parseBatch(batch, 5), events, "a repeat is identical");
}

/** Base64 holds the bytes, unless they are valid and U+FFFD itself was written. */
function checkRaw(bytes: Uint8Array, raw: unknown, decoded: string): void {
  const again = new TextEncoder().encode(decoded);
  if (again.length === bytes.length && again.every((byte, i) => byte === bytes[i])) return;
  assert.equal(raw, btoa(String.fromCharCode(...bytes)));
}
