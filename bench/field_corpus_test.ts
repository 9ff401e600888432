import assert from "node:assert/strict";
import { toFieldName, writeFieldCorpus } from "./field_corpus.ts";

Deno.test("the corpus of many fields is the same each time, with about 20 of the names a line", () => {
  const [first, second] = [write(), write()];
  assert.equal(first, second);
  const lines = first.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.length, LINES);
  const seen = new Map<string, unknown>();
  for (const { timestamp, level, service, message, ...fields } of lines) {
    assert.ok([timestamp, level, service, message].every((value) => typeof value === "string"));
    const names = Object.keys(fields);
    assert.ok(names.length > 10 && names.length <= 20, `${names.length} fields`);
    for (const name of names) seen.set(name, fields[name]);
  }
  const names = Array.from({ length: FIELD_NAMES }, (_, i) => toFieldName(i));
  assert.deepEqual([...seen.keys()].sort(), names.sort());
  for (const [name, value] of seen) {
    assert.equal(typeof value, name.endsWith("_count") ? "number" : "string");
  }
});

const LINES = 3000;
const FIELD_NAMES = 500;

function write(): string {
  const path = Deno.makeTempFileSync();
  try {
    const bytes = writeFieldCorpus({ path, lines: LINES, fieldNames: FIELD_NAMES });
    const text = Deno.readTextFileSync(path);
    assert.equal(text.length, bytes);
    return text;
  } finally {
    Deno.removeSync(path);
  }
}
