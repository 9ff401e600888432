/** Something that opens when it is needed and can be; what failed to is tried again with the next use. */
export interface Late<T> extends AsyncDisposable {
  /** Opens it, or gives what was opened. Rejects with what keeps it from being opened. */
  get(): Promise<T>;
}

/** Opens nothing yet; disposing closes what was opened. */
export function createLate<T extends AsyncDisposable>(open: () => Promise<T>): Late<T> {
  let opening: Promise<T> | null = null;
  let isClosed = false;
  const get = () => {
    if (isClosed) return Promise.reject(new Error("Cannot use it: it is closed"));
    opening ??= open().catch((error) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  return {
    get,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      const opened = await opening?.catch(() => null);
      await opened?.[Symbol.asyncDispose]();
    },
  };
}
