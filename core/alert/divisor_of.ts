/** The greatest whole number that divides both; of 0 and another that one. */
export function divisorOf(a: number, b: number): number {
  return b === 0 ? a : divisorOf(b, a % b);
}
