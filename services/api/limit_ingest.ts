import type { ApiParts } from "./parts.ts";
import { refusal } from "./problem.ts";

/** A bound on events a second is one on what comes in so many: bursts are as good as a steady flow. */
const WINDOW_MS = 10_000;

/** Events that were counted. */
export interface Counted {
  /** They were not taken after all. */
  readonly takeBack: () => Promise<void>;
}

/**
 * Counts events that are about to be published, together with those of all other APIs that share the cache;
 * refuses them with 429, and when to come again, where they are more than `ingestMax` a second. One push
 * alone may have more: nothing would ever let it in.
 */
export async function limitIngest({ ports, options }: ApiParts, events: number): Promise<Counted> {
  const { ingestMax = null } = options;
  if (ingestMax === null) return { takeBack: () => Promise.resolve() };
  const nowMs = ports.now();
  const window = Math.floor(nowMs / WINDOW_MS);
  const key = `ingest/${window}`;
  const count = await ports.cache.increment(key, events, 2 * WINDOW_MS);
  const countMax = ingestMax * WINDOW_MS / 1000;
  const takeBack = async () => void await ports.cache.increment(key, -events, 2 * WINDOW_MS);
  if (count <= countMax || count === events) return { takeBack };
  await takeBack();
  const seconds = Math.ceil(((window + 1) * WINDOW_MS - nowMs) / 1000);
  throw refusal({
    status: 429,
    detail: `Cannot take ${events} events now: ${count - events} came in the last seconds, and ` +
      `LOGFLOW_INGEST_MAX allows ${countMax} in 10 s; send them again in ${seconds} s`,
    headers: { "retry-after": String(seconds) },
  });
}
