import { refusal } from "./problem.ts";

/** Room for bytes, shared by all requests under way. One request draws on it through a {@linkcode ByteBudget}. */
export interface BytePool {
  /** An account of one request; disposing it gives everything back. */
  open(): ByteBudget;
}

/** What one request has taken. */
export interface ByteBudget extends Disposable {
  /** Has so many bytes in all, or refuses more. A request that alone has any may have as many as it wants. */
  reach(bytes: number): void;
  /** Refuses where {@linkcode reach} would now; takes nothing. */
  expect(bytes: number): void;
}

/** How large a pool is, and what it tells those whom it refuses. */
export interface BytePoolOptions {
  /** So many bytes together. */
  readonly bytesMax: number;
  /** 429: the client has sent too much at once; 503: the service has too much to do. */
  readonly status: 429 | 503;
  /** What cannot be done now, e.g. `read the body`. */
  readonly what: string;
}

/** Makes a pool. */
export function createBytePool(options: BytePoolOptions): BytePool {
  let all = 0;
  return {
    open() {
      let own = 0;
      const expect = (bytes: number) => {
        const isOver = all + bytes - own > options.bytesMax;
        if (bytes > own && all > own && isOver) throw tooMany(options);
      };
      return {
        expect,
        reach(bytes) {
          expect(bytes);
          const more = Math.max(0, bytes - own);
          all += more;
          own += more;
        },
        [Symbol.dispose]() {
          all -= own;
          own = 0;
        },
      };
    },
  };
}

function tooMany({ bytesMax, status, what }: BytePoolOptions): Error {
  return refusal({
    status,
    detail:
      `Cannot ${what} now: with those of others it would be over ${bytesMax} bytes; try again`,
    headers: { "retry-after": "1" },
  });
}
