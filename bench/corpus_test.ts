import assert from "node:assert/strict";
import { RARE_WORD, writeCorpus } from "./corpus.ts";
import type { CorpusKind } from "./corpus_line.ts";

for (const kind of ["A", "B"] as const) {
  Deno.test(`corpus ${kind} is the same each time, of the stated size, with one rare line`, () => {
    const [first, second] = [write(kind), write(kind)];
    assert.equal(first, second);
    const lines = first.trimEnd().split("\n");
    assert.equal(lines.length, LINES);
    assert.equal(lines.filter((line) => line.includes(RARE_WORD)).length, 1);
    const size = first.length / LINES;
    const [min, max] = kind === "A" ? [85, 105] : [450, 530];
    assert.ok(size > min && size < max, `${size} bytes a line`);
  });
}

Deno.test("corpus A has text lines, corpus B JSON lines of ten fields beside the time", () => {
  const text = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (INFO|WARN|ERROR|DEBUG) \[[a-z-]+\] \S.*$/;
  for (const line of write("A").trimEnd().split("\n")) assert.match(line, text);
  for (const line of write("B").trimEnd().split("\n")) {
    assert.equal(Object.keys(JSON.parse(line)).length, 11);
  }
});

const LINES = 5000;

function write(kind: CorpusKind): string {
  const path = Deno.makeTempFileSync();
  try {
    const { bytes } = writeCorpus({ kind, path, lines: LINES });
    const text = Deno.readTextFileSync(path);
    assert.equal(text.length, bytes);
    return text;
  } finally {
    Deno.removeSync(path);
  }
}
