import assert from "node:assert/strict";
import { escapeLines } from "./export.ts";

Deno.test("escapeLines keeps lines, and lets nothing in them steer the terminal", () => {
  assert.equal(escapeLines("a\x1b[2J\r\nb\x9b\tc\n"), "a\\u001b[2J\nb\\u009b\\tc\n");
});
