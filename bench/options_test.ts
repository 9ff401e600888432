import assert from "node:assert/strict";
import { parseOptions, SECTIONS } from "./options.ts";

Deno.test("parseOptions measures everything at full size unless told", () => {
  const options = parseOptions([]);
  assert.deepEqual(options.only, SECTIONS);
  assert.deepEqual([options.linesA, options.linesB, options.runs], [2_000_000, 500_000, 3]);
  assert.deepEqual(options.scale, [1]);
});

Deno.test("parseOptions takes sections and sizes in any order", () => {
  const options = parseOptions(["--only", "live,ingest", "--scale", "100,1,10"]);
  assert.deepEqual(options.only, ["ingest", "live"]);
  assert.deepEqual(options.scale, [1, 10, 100]);
});

Deno.test("parseOptions refuses what it cannot mean", () => {
  assert.throws(() => parseOptions(["--only", "ingets"]), /Cannot measure "ingets": there are/);
  assert.throws(() => parseOptions(["--runs", "0"]), /--runs "0": give a whole number above 0/);
  assert.throws(() => parseOptions(["--linesa", "5"]), TypeError);
});
