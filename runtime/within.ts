/** What `work` resolves to, or `late` where that takes longer than `ms`; the work itself goes on. */
export async function within<T>(ms: number, work: Promise<T>, late: T): Promise<T> {
  const { promise: over, resolve } = Promise.withResolvers<T>();
  const timer = setTimeout(() => resolve(late), ms);
  try {
    return await Promise.race([over, work]);
  } finally {
    clearTimeout(timer);
  }
}
