import assert from "node:assert/strict";
import { readRows } from "./await_ready.ts";

Deno.test("readRows tells rows whether all answer or not, and nothing of a `status` that failed", () => {
  const rows = [{ word: "ship", state: "running" }, { word: "api", state: "starting" }];
  const stdout = new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  for (const code of [0, 1]) assert.deepEqual(readRows({ code, stdout }), rows);
  const none = new Uint8Array();
  for (const code of [0, 1, 2, 137]) {
    assert.equal(readRows({ code, stdout: none }), null, `${code}`);
  }
  assert.equal(readRows({ code: 137, stdout }), null);
});
