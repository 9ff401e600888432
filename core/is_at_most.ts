/** Whether a text has at most `max` characters, as JSON Schema counts them: by code points. */
export function isAtMost(given: string, max: number): boolean {
  return given.length <= max || (given.length <= 2 * max && [...given].length <= max);
}
