import { parseBatch } from "../core/parse/parse_batch.ts";
import type { RawBatch } from "../core/raw_batch.ts";
import type { Bus } from "../ports/bus.ts";
import type { LogWriter } from "../ports/log_store.ts";
import type { Log } from "./log.ts";

/** What a bus over a store works with. */
export interface DirectBusParts {
  /** Where events go. */
  readonly writer: LogWriter;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told of events that the store does not take. */
  readonly log: Log;
}

/**
 * A bus that holds nothing: what is published is parsed and stored at once, one call after the other. Rejects as the
 * store does; to publish the same again is safe then.
 */
export function createDirectBus(
  { writer, now, log }: DirectBusParts,
): Pick<Bus, "publish" | "status"> {
  let last: Promise<void> = Promise.resolve();
  const store = async (batches: readonly RawBatch[]) => {
    for (const batch of batches) {
      const { rejected } = await writer.append(parseBatch(batch, now()), null);
      if (rejected.length === 0) continue;
      log.error(`Cannot store ${rejected.length} pushed events: ${rejected[0]!.reason}`);
    }
  };
  return {
    publish(_topic, batches) {
      const stored = last.then(() => store(batches));
      last = stored.catch(() => {});
      return stored;
    },
    status: () =>
      Promise.resolve({
        epoch: "direct",
        published: 0,
        kept: 0,
        bytes: null,
        bytesMax: null,
        groups: [],
      }),
  };
}
