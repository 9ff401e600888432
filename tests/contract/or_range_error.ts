/** What the work resolves to, or that it rejects with a RangeError; whatever else it rejects with is thrown. */
export async function orRangeError<T>(work: Promise<T>): Promise<T | "RangeError"> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RangeError) return "RangeError";
    throw error;
  }
}
