import assert from "node:assert/strict";
import { toNote } from "./search.ts";

Deno.test("toNote tells a person that nothing was found, or that there may be more", () => {
  assert.equal(toNote(0, 100), "Nothing found\n");
  assert.equal(toNote(99, 100), "");
  assert.match(toNote(100, 100), /^No more than 100 are shown; --limit/);
});
