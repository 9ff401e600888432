import {
  KEY_BYTES_MAX,
  type StateValue,
  VALUE_BYTES_MAX,
  VALUE_DEPTH_MAX,
} from "../../ports/state_store.ts";

/** Values that a store gives back as they were. */
export const VALUES: readonly StateValue[] = [
  ...[null, true, false, 0, -1, 1e-7, 1.5e300, 2 ** 53, Number.MIN_VALUE, "", "a"],
  ...["\0", "a\0b", "\ud800", "\udc00\ud800", "😀", "\u2028\ufeff", '"\\\n', "{}", "null", "'; --"],
  ...[[], {}, [[]], [null], { "": 1 }, { "\0": "\0", "😀": [] }, { b: 1, a: 2 }],
  JSON.parse(`{"__proto__": {"x": 1}, "constructor": 1, "toJSON": 2, "then": 3}`),
  "x".repeat(VALUE_BYTES_MAX - 2),
  nest(VALUE_DEPTH_MAX),
];

/** Keys, in no order. */
export const KEYS: readonly string[] = [
  ...[
    "a",
    "A",
    "b",
    "Z",
    "a/",
    "a/b",
    "a/b/c",
    "a%",
    "a_",
    "a b",
    "ab",
    "aa",
    "ä",
    "à",
    "z",
    "0",
    "10",
    "9",
  ],
  ...[" ", "'", '"', "\\", "\n", "\t", "\x01", "\x7f", "\ufeff", "\ufeffa", "__proto__", "null"],
  // UTF-16 sorts the first of these before the second, UTF-8 after.
  ...[
    "😀",
    "\uffff",
    "\uffffx",
    "\ue000",
    "\ud7ff",
    "\ud7ffx",
    "\u{10ffff}",
    "\u{10ffff}x",
    "e\u0301",
    "é",
  ],
  ...["x".repeat(KEY_BYTES_MAX), "ä".repeat(KEY_BYTES_MAX / 2), "😀".repeat(KEY_BYTES_MAX / 4)],
];

/** A value so deep. */
export function nest(depth: number): StateValue {
  let value: StateValue = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}
