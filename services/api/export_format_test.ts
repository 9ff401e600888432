import assert from "node:assert/strict";
import fc from "fast-check";
import type { LogEvent } from "../../core/event.ts";
import { toEvent } from "../../tests/contract/log_store/case.ts";
import { toExportFormat } from "./export_format.ts";

const csv = toExportFormat("csv", null);

Deno.test("NDJSON has an event a line, whatever its message", () => {
  const { head, toLine } = toExportFormat("ndjson", null);
  const line = toLine(toEvent(1, { message: 'a\r\nb "c" \u2028', fields: { n: 1, ok: true } }));
  assert.equal(head, "");
  assert.match(line, /^[^\n]+\n$/);
  const { id, message, extra_fields, source } = JSON.parse(line);
  assert.equal(id, "9f3c5a01-b2c4-8d5e-8000-00000000000a");
  assert.equal(message, 'a\r\nb "c" \u2028');
  assert.deepEqual(extra_fields, { n: 1, ok: true });
  assert.deepEqual(source.position, 10);
});

Deno.test("CSV has a header and the same columns for each event", () => {
  assert.equal(csv.head, "id,timestamp,level,service,hostname,file,message,extra_fields\r\n");
  assert.equal(
    csv.toLine(toEvent(0, { message: 'said "no", twice', fields: { a: 1, b: "x" } })),
    "9f3c5a01-b2c4-8d5e-8000-000000000000,2025-10-23T15:30:00.000Z,INFO,payment-service,web-1," +
      '/var/log/app.log,"said ""no"", twice","{""a"":1,""b"":""x""}"\r\n',
  );
});

Deno.test("CSV and NDJSON have the fields that are asked for", () => {
  const event = toEvent(0, { fields: { "a,b": 1, ok: false } });
  const fields = ["level", "a,b", "host", "nothing", "ok"];
  const { head, toLine } = toExportFormat("csv", fields);
  assert.equal(head, 'level,"a,b",host,nothing,ok\r\n');
  assert.equal(toLine(event), "INFO,1,web-1,,false\r\n");
  assert.deepEqual(JSON.parse(toExportFormat("ndjson", fields).toLine(event)), {
    id: "9f3c5a01-b2c4-8d5e-8000-000000000000",
    level: "INFO",
    extra_fields: { "a,b": 1, ok: false },
    source: { hostname: "web-1" },
  });
});

Deno.test("CSV keeps every text, but for an apostrophe before what a spreadsheet would run", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom('"', ",", ";", "\r", "\n", "\t", " ", "=", "-", "a") }),
  );
  fc.assert(fc.property(fc.array(texts, { minLength: 1, maxLength: 5 }), (messages) => {
    const text = csv.head + messages.map((message) => csv.toLine(toEvent(0, { message }))).join("");
    const [, ...rows] = parseCsv(text);
    const read = rows.map((row) => row[6]);
    for (const [index, message] of messages.entries()) {
      const cell = read[index]!;
      assert.ok(cell === message || cell === `'${message}`);
      assert.doesNotMatch(cell, /^\s*[=+\-@]|^[\t\r\n]/);
    }
  }));
});

Deno.test("CSV lets nothing begin like a formula, in any column", () => {
  const formulas = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1",
    "\u00a0=1",
  ];
  for (const text of formulas) {
    const changes: Partial<LogEvent> = { message: text, service: text, hostname: text, file: text };
    const [row] = parseCsv(csv.toLine(toEvent(0, changes)));
    assert.deepEqual(row!.slice(3, 7), Array(4).fill(`'${text}`));
  }
  const [row] = parseCsv(csv.toLine(toEvent(0, { timestampMs: -8.64e15, message: "a=1" })));
  assert.equal(row![1], "'-271821-04-20T00:00:00.000Z");
  assert.equal(row![6], "a=1");
});

/** As RFC 4180 says, strictly. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    const cell = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
    cell.lastIndex = at;
    const [whole, quoted, plain] = cell.exec(text)!;
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    at += whole.length;
    if (text.startsWith("\r\n", at)) {
      rows.push([]);
      at += 2;
    } else {
      assert.equal(text[at], ",", `at ${at} of ${JSON.stringify(text)}`);
      at++;
    }
  }
  assert.deepEqual(rows.pop(), [], "the last line ends");
  return rows;
}
