import assert from "node:assert/strict";
import { toNumber } from "./to_number.ts";

Deno.test("toNumber takes numbers and texts that are decimal ones", () => {
  const texts = ["0", "12", "-12", "+12", "007", "1.5", "1.", ".5", "-.5", "1e3", "1E+3", "5.e-7"];
  for (const text of texts) assert.equal(toNumber(text), Number(text), text);
  assert.equal(toNumber("-1e-400"), -0);
  assert.equal(toNumber(-1.5), -1.5);
});

Deno.test("toNumber takes nothing else", () => {
  const texts = [
    "",
    " ",
    " 12",
    "12 ",
    "1\n",
    "1 2",
    "1,5",
    "1_000",
    "12ms",
    "12d",
    "12f",
    "1e",
    "e3",
  ];
  const others = [
    ".",
    "-",
    "+-1",
    "--1",
    "0x10",
    "0b1",
    "0o7",
    "1n",
    "Infinity",
    "NaN",
    "١٢",
    "1.2.3",
  ];
  for (const text of [...texts, ...others]) assert.equal(toNumber(text), NaN, text);
  assert.equal(toNumber(true), NaN);
});
