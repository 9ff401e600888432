/** An answer of the API and how long it took. */
export interface Answer {
  /** From before the request to the last byte of the answer. */
  readonly ms: number;
  /** HTTP status. */
  readonly status: number;
  /** Parsed; null where the status is not 200. */
  readonly body: Body | null;
}

/** What the routes of {@linkcode Asked} answer, each some of it. */
export interface Body {
  /** `/logs/count`. */
  readonly count?: number;
  /** `/logs`. */
  readonly events?: readonly { readonly message: string }[];
  /** `/logs/histogram`. */
  readonly buckets?: readonly { readonly count: number }[];
  /** `/logs/stats`. */
  readonly rows?: readonly unknown[];
  /** `/logs/facets`. */
  readonly facets?: Readonly<Record<string, readonly unknown[]>>;
}

/** A request for something below `/api/v1/logs`. */
export interface Asked {
  /** Empty, `/count`, `/histogram`, `/facets` or `/stats`. */
  readonly path: string;
  /** The query's parameters. */
  readonly params: Readonly<Record<string, string>>;
}

/** Asks the API. Rejects when it cannot be reached. */
export async function ask(apiUrl: string, { path, params }: Asked): Promise<Answer> {
  const url = `${apiUrl}/api/v1/logs${path}?${new URLSearchParams(params)}`;
  const startMs = performance.now();
  const response = await fetch(url);
  const text = await response.text();
  const ms = performance.now() - startMs;
  return { ms, status: response.status, body: response.ok ? JSON.parse(text) as Body : null };
}

/** Asks for a count until it is at least `wanted`. Rejects after `seconds`. */
export async function awaitCount(
  apiUrl: string,
  { wanted, seconds, q = "" }: { wanted: number; seconds: number; q?: string },
): Promise<void> {
  const endMs = performance.now() + seconds * 1000;
  let seen = 0;
  while (performance.now() < endMs) {
    const answer = await ask(apiUrl, { path: "/count", params: { q } }).catch(() => null);
    seen = answer?.body?.count ?? seen;
    if (seen >= wanted) return;
    await new Promise((resolve) => setTimeout(resolve, COUNT_EVERY_MS));
  }
  throw new Error(`Gave up after ${seconds} s: ${seen} of ${wanted} lines are searchable`);
}

/** So often is the count asked for: times to "all searchable" are that much too long at most. */
const COUNT_EVERY_MS = 25;
