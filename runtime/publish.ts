import { UnavailableError } from "../core/errors.ts";
import type { RawBatch } from "../core/raw_batch.ts";
import type { Bus, Topic } from "../ports/bus.ts";
import { retry, type RetryOptions } from "./retry.ts";

/**
 * Publishes until it succeeds. Also what the topic could never hold is tried again, slowly: only a person can
 * raise its limit, and until then nothing is to be lost, nor may a service begin and end again and again.
 */
export async function publish(
  bus: Pick<Bus, "publish">,
  { topic, batches }: { readonly topic: Topic; readonly batches: readonly RawBatch[] },
  options: RetryOptions,
): Promise<void> {
  await retry(async () => {
    try {
      await bus.publish(topic, batches);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UnavailableError(error.message, { cause: error, retryAfterMs: LIMIT_RETRY_MS });
    }
  }, options);
}

const LIMIT_RETRY_MS = 10_000;
