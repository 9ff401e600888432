import type { Searched } from "./clients.ts";
import type { HitWatch } from "./hit_watch.ts";
import type { ServiceUsage } from "./ingest_run.ts";
import type { RotatingLog } from "./rotating_log.ts";
import type { Sample } from "./sampler.ts";

/** What a soak found out. */
export interface Soaked {
  /** When the first line was written (of `performance.now`). */
  readonly startMs: number;
  /** After the last line. */
  readonly endMs: number;
  /** Lines. */
  readonly written: number;
  /** Of these, not stored yet when the last one was written. */
  readonly behind: number;
  /** How long it then took until they were. */
  readonly behindSeconds: number;
  /** Memory by the second, from the first line to the last. */
  readonly samples: readonly Sample[];
  /** After the last line. */
  readonly usage: ServiceUsage;
  /** Processors' share that went to other processes; null where it is not known. */
  readonly othersShare: number | null;
  /** Of the marked lines. */
  readonly watch: HitWatch;
  /** Of the clients. */
  readonly searched: Searched;
  /** What was written to. */
  readonly log: RotatingLog;
  /** Services that do not run any more as they did at the start. */
  readonly restarted: number;
  /** Size of the store at the end. */
  readonly storeBytes: number;
}
