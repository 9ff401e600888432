import assert from "node:assert/strict";
import { parseOptions, SECTIONS, SECTIONS_UNLESS_TOLD, USAGE } from "./options.ts";

Deno.test("parseOptions measures all but what takes long, at full size, unless told", () => {
  const options = parseOptions([]);
  assert.deepEqual(options.only, SECTIONS_UNLESS_TOLD);
  const long = SECTIONS.filter((section) => !SECTIONS_UNLESS_TOLD.includes(section));
  assert.deepEqual(long, ["memory", "soak", "servers"]);
  assert.deepEqual([options.linesA, options.linesB, options.runs], [2_000_000, 500_000, 3]);
  assert.deepEqual(options.scale, [1]);
});

Deno.test("parseOptions takes sections and sizes in any order", () => {
  const options = parseOptions(["--only", "live,ingest", "--scale", "100,1,10"]);
  assert.deepEqual(options.only, ["ingest", "live"]);
  assert.deepEqual(options.scale, [1, 10, 100]);
  assert.deepEqual(parseOptions(["--real"]).only, ["servers"]);
  const { only, real } = parseOptions(["--only", "backtest", "--real"]);
  assert.deepEqual([only, real, options.real], [["backtest"], true, false]);
});

Deno.test("parseOptions takes the sizes of memory and soak, and parts of a minute", () => {
  const unless = parseOptions(["--only", "soak,memory"]);
  assert.deepEqual(unless.only, ["memory", "soak"]);
  assert.deepEqual(
    [unless.memoryLines, unless.fieldNames, unless.fieldLines, unless.soakRate, unless.soakMinutes],
    [20_000_000, 5000, 200_000, 20_000, 30],
  );
  const told = parseOptions([
    ...["--memory-lines", "1", "--field-names", "2", "--field-lines", "3"],
    ...["--soak-rate", "4", "--soak-minutes", "0.5"],
  ]);
  assert.deepEqual(
    [told.memoryLines, told.fieldNames, told.fieldLines, told.soakRate, told.soakMinutes],
    [1, 2, 3, 4, 0.5],
  );
});

Deno.test("USAGE tells the numbers that hold unless told", () => {
  const told = [...USAGE.matchAll(/--([a-z-]+) (\d+)/g)];
  assert.equal(told.length, 12);
  for (const [, name, value] of told) {
    assert.deepEqual(parseOptions([`--${name}`, value!]), parseOptions([]), name);
  }
});

Deno.test("parseOptions refuses what it cannot mean", () => {
  assert.throws(() => parseOptions(["--only", "ingets"]), /Cannot measure "ingets": there are/);
  assert.throws(() => parseOptions(["--runs", "0"]), /--runs "0": give a whole number above 0/);
  assert.throws(() => parseOptions(["--soak-minutes", "0"]), /--soak-minutes "0": give a number/);
  assert.throws(() => parseOptions(["--soak-minutes", "x"]), /--soak-minutes "x": give a number/);
  assert.throws(() => parseOptions(["--linesa", "5"]), TypeError);
});
