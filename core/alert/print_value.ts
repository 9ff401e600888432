/**
 * The value of a window for people: whole numbers as they are, others to four digits, though never fewer than stand
 * before the point.
 */
export function printValue(value: number | null): string {
  if (value === null) return "none";
  if (!Number.isFinite(value) || Math.abs(value) === Number.MAX_VALUE) {
    return value > 0 ? "∞" : value < 0 ? "-∞" : "none";
  }
  if (Number.isInteger(value)) return String(value);
  const digits = Math.floor(Math.log10(Math.abs(value))) + 1;
  return String(Number(value.toPrecision(Math.max(DIGITS, Math.min(digits, DIGITS_MAX)))));
}

const DIGITS = 4;

/** A number with more is whole. */
const DIGITS_MAX = 17;
