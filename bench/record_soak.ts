import type { BenchRun } from "./bench_run.ts";
import { toP99s } from "./clients.ts";
import { toDrift, toQuarters } from "./drift.ts";
import { toPeaksMib } from "./ingest_run.ts";
import { toMib } from "./sampler.ts";
import type { Soaked } from "./soaked.ts";
import { percentile } from "./statistics.ts";

/** Tells what a soak found out. */
export function recordSoak(bench: BenchRun, soaked: Soaked): void {
  const record = (name: string, figures: Record<string, number | null>) =>
    bench.record({ section: "soak", name, figures });
  const { soakRate, soakMinutes } = bench.options;
  const seconds = (soaked.endMs - soaked.startMs) / 1000;
  const quarters = toQuarters(Math.min(WARM_UP_SECONDS_MAX, seconds / 5), seconds);
  record(`${soakRate} lines/s, ${soakMinutes} min`, toArrived(soaked, seconds));
  const peaks = toPeaksMib(soaked.usage);
  for (const service of Object.keys(peaks)) {
    const { first, last } = toDrift(soaked.samples, service, quarters);
    record(`${service}: memory, MiB`, {
      ...{ "first quarter": first, "last quarter": last, "difference": last - first },
      peak: peaks[service] ?? null,
    });
  }
  const lastMs = soaked.startMs + quarters.last.from * 1000;
  record("write to search hit, last quarter", toLatency(soaked, lastMs));
  const { times, failed } = soaked.searched;
  record("searches", {
    "p50 ms": percentile(times, 0.5),
    "p99 ms": percentile(times, 0.99),
    "searches/s": times.length / seconds,
    failed,
  });
  record("searches: p99 ms", toP99s(soaked.searched));
}

function toArrived(soaked: Soaked, seconds: number): Record<string, number | null> {
  const { written, behind, behindSeconds, log, storeBytes, restarted, othersShare } = soaked;
  return {
    "lines/s written": written / seconds,
    "events behind at the end": behind,
    "s behind at the end": behindSeconds,
    "store MiB": toMib(storeBytes),
    "store bytes an event": storeBytes / (written + 1),
    "rotations": log.rotations,
    "logs peak MB": log.bytesPeak / 1e6,
    "s held back": log.heldMs / 1000,
    "services restarted": restarted,
    "% of CPU taken by others": othersShare && 100 * othersShare,
  };
}

function toLatency({ watch }: Soaked, fromMs: number): Record<string, number> {
  const times = watch.hits.filter(({ writtenMs }) => writtenMs >= fromMs).map(({ ms }) => ms);
  return {
    "p50 ms": percentile(times, 0.5),
    "p99 ms": percentile(times, 0.99),
    "max ms": Math.max(...times),
    "lines": times.length,
    "p50 ms between two answers": percentile(watch.gaps, 0.5),
    "p99 ms between two": percentile(watch.gaps, 0.99),
  };
}

/** Of a short soak, a fifth. */
const WARM_UP_SECONDS_MAX = 120;
