import assert from "node:assert/strict";
import fc from "fast-check";
import { printValue } from "./print_value.ts";

Deno.test("printValue shows whole numbers whole, and others to four digits", () => {
  const table: [number | null, string][] = [
    [0, "0"],
    [12_345_678, "12345678"],
    [-3, "-3"],
    [0.05, "0.05"],
    [1 / 3, "0.3333"],
    [0.000123456, "0.0001235"],
    [12.34567, "12.35"],
    [1234.567, "1235"],
    [123456.7, "123457"],
    [-2.5, "-2.5"],
    [999.96, "1000"],
    [Number.MAX_VALUE, "∞"],
    [null, "none"],
    [NaN, "none"],
  ];
  for (const [value, text] of table) assert.equal(printValue(value), text);
});

Deno.test("property: printValue is near the number", () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
      (value) => {
        const shown = Number(printValue(value));
        assert.ok(Math.abs(shown - value) <= Math.abs(value) * 5.1e-4, `${value}: ${shown}`);
      },
    ),
  );
});
