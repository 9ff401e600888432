import type { RangeQuery } from "./ast.ts";

/** Whether the number lies within the range; only finite ones do, however open it is. */
export function isInRange({ low, high }: RangeQuery, number: number): boolean {
  return Number.isFinite(number) &&
    (low === null || number > low.value || (low.included && number === low.value)) &&
    (high === null || number < high.value || (high.included && number === high.value));
}
