import assert from "node:assert/strict";
import { boundNotice, cutText } from "./bound_notice.ts";
import { makeNotice } from "./testing.ts";

Deno.test("cutText cuts between characters, and makes lone surrogates what they can be", () => {
  const table = [
    ["abcd", 4, "abcd"],
    ["abcde", 4, "abc…"],
    ["ab😀de", 4, "ab…"],
    ["a😀cde", 4, "a😀…"],
    ["\ud800b", 4, "\ufffdb"],
    ["\udfff", 4, "\ufffd"],
  ] as const;
  for (const [text, lengthMax, expected] of table) {
    assert.equal(cutText(text, lengthMax), expected);
    assert.ok(cutText(text, lengthMax).length <= lengthMax);
  }
});

Deno.test("boundNotice keeps groups apart that differ, and the same the same", () => {
  const long = "x".repeat(100_000);
  const groups = ["a", "\ud800", "\ud801", "\udfff", "\ufffd", long, `${long}y`, `${long}z`];
  const bounded = groups.map((group) => boundNotice(makeNotice({}, { group })).group);
  assert.equal(new Set(bounded).size, groups.length);
  for (const [i, group] of bounded.entries()) {
    assert.ok(group.isWellFormed() && group.length <= 512);
    assert.equal(boundNotice(makeNotice({}, { group: groups[i]! })).group, group);
  }
});

Deno.test("boundNotice bounds how many labels and annotations there are, and how long they are", () => {
  const many = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [`${i}`.repeat(100), "x".repeat(10_000)]),
  );
  const [alert] = boundNotice(makeNotice({ labels: many, annotations: many })).alerts;
  assert.deepEqual([alert!.labels, alert!.annotations].map((texts) => Object.keys(texts).length), [
    ...[32, 16],
  ]);
  assert.ok(JSON.stringify(alert).length < 110_000);
});
