/** A copy, where the text may be a slice that keeps a whole column's text in memory. */
export function toOwnText(text: string): string {
  return text.length < SLICE_LENGTH_MIN ? text : ` ${text}`.slice(1);
}

/** Shorter slices are copies already. */
const SLICE_LENGTH_MIN = 13;
