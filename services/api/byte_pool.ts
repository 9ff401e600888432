import { refusal } from "./problem.ts";

/** Room for bodies, shared by all requests under way. One request draws on it through a {@linkcode ByteBudget}. */
export interface BytePool {
  /** An account of one request; disposing it gives everything back. */
  open(): ByteBudget;
}

/** What one request has taken. */
export interface ByteBudget extends Disposable {
  /** Takes so many bytes more, or refuses with 429. */
  take(bytes: number): void;
}

/** Makes a pool of `bytesMax` bytes. */
export function createBytePool(bytesMax: number): BytePool {
  let free = bytesMax;
  return {
    open() {
      let taken = 0;
      return {
        take(bytes) {
          if (bytes > free) throw tooMany(bytesMax);
          free -= bytes;
          taken += bytes;
        },
        [Symbol.dispose]() {
          free += taken;
          taken = 0;
        },
      };
    },
  };
}

function tooMany(bytesMax: number): Error {
  return refusal({
    status: 429,
    detail: `Cannot read the body now: ${bytesMax} bytes of others are being read; try again`,
    headers: { "retry-after": "1" },
  });
}
