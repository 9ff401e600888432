import type { FieldValue } from "../../../core/event.ts";

/** Texts that are easily cut, joined, escaped or mistaken for something else. */
export const ODD_TEXTS: readonly string[] = [
  "",
  " ",
  "\0",
  "a\0b\0",
  "\n\r\t\v\u2028",
  "\u001b[31mred\u001b[0m",
  "\ufeff\ufffe\uffff",
  "e\u0301 ﬁ İ ΟΔΟΣ 日本語 🙂👩‍👩‍👧",
  "'\"`\\%_$1{}[]()<>&|;--/*",
  "x".repeat(70_000),
  "ä".repeat(1024),
  "null",
  "undefined",
  "NaN",
  "0",
];

/** Values of one field in turn: numbers, texts that look like them, booleans. */
export const ODD_VALUES: readonly FieldValue[] = [
  1,
  "1",
  true,
  "true",
  "",
  0,
  -1.5,
  false,
  1e308,
  5e-324,
  2 ** 53 - 1,
  -(2 ** 53),
  0.1,
  "2025-10-23T15:30:45Z",
  "null",
  "v".repeat(5000),
];
