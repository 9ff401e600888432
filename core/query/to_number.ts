import type { FieldValue } from "../event.ts";

/**
 * The number that a field's value is in ranges: itself, or what a text says that is a decimal number
 * and nothing else: `[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?` in ASCII. NaN = it is none, as `" 12"`,
 * `"12ms"`, `"0x10"`, `""` and `true`. So decimal a text is the same number to Java's
 * `Double.parseDouble`, from which Elasticsearch has its `double`.
 */
export function toNumber(value: FieldValue): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && DECIMAL.test(value) ? Number(value) : NaN;
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
