/** Resolves once `look` gives something other than null; rejects after `deadlineMs` with what was awaited. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null> | T | null,
  deadlineMs = 30_000,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  let last: unknown = null;
  while (Date.now() < end) {
    try {
      const found = await look();
      if (found !== null) return found;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`Gave up waiting for ${what} after ${deadlineMs} ms`, { cause: last });
}
