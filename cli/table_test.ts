import assert from "node:assert/strict";
import { toTable } from "./table.ts";

Deno.test("toTable puts cells under their headings, and lets none of them steer the terminal", () => {
  const rows = [["a", "\x1b[2J", "1"], ["longer", "", ""]];
  assert.equal(
    toTable(["ID", "NAME", "N"], rows),
    "ID      NAME       N\na       \\u001b[2J  1\nlonger\n",
  );
});
