import { openBlockWriter } from "../adapters/blocks/writer.ts";
import type { LogWriter } from "../ports/log_store.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import type { BenchRun } from "./bench_run.ts";
import { readStoreBytes } from "./ingest_run.ts";
import { toMib } from "./sampler.ts";
import type { ScaleEvents } from "./scale_events.ts";

/** So many different events; every million of the store is made of them. */
export const COPY_EVENTS = 1_000_000;

/** What one delivery from the bus may bring. */
const APPEND_EVENTS = 40_000;

/** What a store is to become. */
export interface Growth {
  /** Where it is. */
  readonly dataDir: string;
  /** Goes on with these. */
  readonly events: ScaleEvents;
  /** Of events, in all. */
  readonly millions: number;
  /** Is given the same events. */
  readonly also?: LogWriter | null;
}

/** Appends events to a store until it has as many as it is to have; figures of how that went. */
export async function growStore(
  bench: BenchRun,
  { dataDir, events, millions, also = null }: Growth,
): Promise<Record<string, number>> {
  const { logs } = toDataFiles(dataDir);
  const [startMs, before] = [performance.now(), events.copies];
  {
    await using writer = await openBlockWriter({ path: logs, log: (text) => bench.say(text) });
    while (events.copies < millions) {
      const copy = events.next();
      for (let from = 0; from < copy.length; from += APPEND_EVENTS) {
        const given = copy.slice(from, from + APPEND_EVENTS);
        await writer.append(given, null);
        await also?.append(given, null);
      }
    }
  }
  const seconds = (performance.now() - startMs) / 1000;
  const bytes = readStoreBytes(logs);
  return {
    "events/s appended": (events.copies - before) * COPY_EVENTS / seconds,
    "MiB": toMib(bytes),
    "bytes an event": bytes / (events.copies * COPY_EVENTS),
  };
}
