import assert from "node:assert/strict";
import fc from "fast-check";
import type { LogEvent } from "../../core/event.ts";
import { toId } from "../../core/id.ts";
import { toTokens } from "../../core/query/tokens.ts";
import { eventLists } from "../../tests/contract/arbitraries.ts";
import { ODD_TEXTS } from "../../tests/contract/log_store/odd_values.ts";
import { toEvent as toTestEvent } from "../../tests/contract/log_store/case.ts";
import { ByteText } from "./byte_text.ts";
import { type StoredDocument, toEvent } from "./read_document.ts";
import { DocumentWriter } from "./write_document.ts";

const OPTIONS = { index: "logs-2025.10.23", arrival: { partition: 3, offset: 7 }, tell: () => {} };

Deno.test("DocumentWriter writes what toEvent reads, one line each", () => {
  const writer = new DocumentWriter();
  const odd = ODD_TEXTS.map((text, i) =>
    toTestEvent(i, {
      message: text,
      service: text,
      hostname: text,
      file: text,
      fields: { [text]: text },
    })
  );
  fc.assert(fc.property(eventLists, (events) => {
    for (const event of [...events, ...odd]) {
      const [action, document, ...rest] = print(writer, event).split("\n");
      assert.deepEqual(rest, [""]);
      const create = { _index: "logs-2025.10.23", _id: toId(event) };
      assert.deepEqual(JSON.parse(action!), { create });
      const parsed: StoredDocument & { places: string } = JSON.parse(document!);
      assert.deepEqual(toEvent(parsed), event);
      assert.deepEqual(parsed.arrival, { partition: 3, offset: 7 });
      const places = parsed.places === "" ? [] : parsed.places.split(" ");
      assert.equal(places.length, toTokens(event.message).length);
    }
  }));
});

function print(writer: DocumentWriter, event: LogEvent): string {
  const text = new ByteText(1);
  writer.write(event, OPTIONS, text);
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text.view());
}

Deno.test("DocumentWriter takes times that no four digits of a year tell", () => {
  const writer = new DocumentWriter();
  for (
    const timestampMs of [
      -8.64e15,
      -62_167_219_200_001,
      -62_167_219_200_000,
      253_402_300_800_000,
      8.64e15,
    ]
  ) {
    const event = toTestEvent(0, { timestampMs, ingestedMs: timestampMs });
    const document: StoredDocument = JSON.parse(print(writer, event).split("\n")[1]!);
    assert.deepEqual(toEvent(document), event);
    assert.equal(
      typeof document.timestamp,
      Math.abs(timestampMs) < 1e14 && timestampMs !== -62_167_219_200_001 ? "string" : "number",
    );
  }
});

Deno.test("DocumentWriter tells which fields are searched by name, and which of them are numbers", () => {
  const told: [string, boolean][] = [];
  const tell = (name: string, isNumber: boolean) => void told.push([name, isNumber]);
  const fields = Object.fromEntries([
    ["a", 1],
    ["b", "1e3"],
    ["c", " 12"],
    ["d", true],
    ["e", "v".repeat(1025)],
    ["n".repeat(257), 1],
    ...Array.from({ length: 300 }, (_, i) => [`f${i}`, "x"]),
  ]);
  new DocumentWriter().write(toTestEvent(0, { fields }), { ...OPTIONS, tell }, new ByteText());
  assert.deepEqual(told.slice(0, 5), [["a", true], ["b", true], ["c", false], ["d", false], [
    "f0",
    false,
  ]]);
  assert.equal(told.length, 254, "256 but for one that is too long and one whose name is");
});
