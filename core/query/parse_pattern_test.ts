import assert from "node:assert/strict";
import { ANY_ONE, ANY_RUN } from "./ast.ts";
import { parsePattern } from "./parse_pattern.ts";

Deno.test("parsePattern knows wildcards and escapes", () => {
  assert.deepEqual(parsePattern("a*b?"), ["a", ANY_RUN, "b", ANY_ONE]);
  assert.deepEqual(parsePattern("\\*\\?\\\\ \\a\\😀"), ["*?\\ a😀"]);
  assert.deepEqual(parsePattern("a\n\\\nb\\"), ["a\n\nb\\"]);
  assert.deepEqual(parsePattern(""), []);
});
