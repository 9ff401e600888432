import type { BenchRun } from "./bench_run.ts";
import type { Corpus } from "./corpus.ts";
import type { CorpusKind } from "./corpus_line.ts";
import { ingest, type IngestRun, sumCpuSeconds } from "./ingest_run.ts";
import { toMib } from "./sampler.ts";
import { median } from "./statistics.ts";
import type { Usage } from "./usage.ts";

/** Lines a second from file to searchable, with CPU, memory and disk, on both corpora. */
export async function measureIngest(bench: BenchRun): Promise<void> {
  for (const kind of ["A", "B"] as const) {
    const runs: IngestRun[] = [];
    for (let i = 1; i <= bench.options.runs; i++) {
      bench.say(`ingest of corpus ${kind}, run ${i} of ${bench.options.runs}`);
      runs.push(await fill(bench, kind));
    }
    const recording = { bench, corpus: bench.corpus(kind), runs };
    recordRates(recording);
    recordCpu(recording);
    recordMemoryAndDisk(recording);
  }
}

/** A data folder with the whole corpus in its store; made if no section made it before. */
export async function fillStore(bench: BenchRun, kind: CorpusKind): Promise<string> {
  if (!bench.filled.has(kind)) {
    bench.say(`filling a store with corpus ${kind}`);
    await fill(bench, kind);
  }
  return bench.filled.get(kind)!;
}

async function fill(bench: BenchRun, kind: CorpusKind): Promise<IngestRun> {
  const corpus = bench.corpus(kind);
  const dataDir = bench.emptyFolder(`store-${kind}`);
  const run = await ingest({ corpus, dataDir });
  bench.series[`ingest ${kind}`] = run.samples;
  bench.filled.set(kind, dataDir);
  return run;
}

interface Recording {
  readonly bench: BenchRun;
  readonly corpus: Corpus;
  readonly runs: readonly IngestRun[];
}

function recordRates({ bench, corpus, runs }: Recording): void {
  const { kind, lines, bytes } = corpus;
  const middle = (of: (run: IngestRun) => number) => median(runs.map(of));
  const shipSeconds = middle((run) => run.shipSeconds);
  bench.record({
    section: "ingest",
    name: `${kind}: ${lines} lines of ${Math.round(bytes / lines)} bytes`,
    figures: {
      "lines/s": lines / shipSeconds,
      "MB/s": bytes / shipSeconds / 1e6,
      "slowest lines/s": lines / Math.max(...runs.map((run) => run.shipSeconds)),
      "fastest lines/s": lines / Math.min(...runs.map((run) => run.shipSeconds)),
      "s from the command": middle((run) => run.wallSeconds),
      "% of CPU taken by others": middle((run) => 100 * (run.othersShare ?? NaN)),
    },
  });
}

function recordCpu({ bench, corpus, runs }: Recording): void {
  const { kind, lines } = corpus;
  const sums = runs.map(({ usage }) => sumCpuSeconds(usage)).filter((sum) => sum !== null);
  const isKnown = sums.length > 0;
  bench.record({
    section: "ingest",
    name: `${kind}: CPU seconds of all services`,
    figures: {
      "median": isKnown ? median(sums) : null,
      "most": isKnown ? Math.max(...sums) : null,
      "least": isKnown ? Math.min(...sums) : null,
      "median µs a line": isKnown ? median(sums) * 1e6 / lines : null,
    },
  });
  bench.record({
    section: "ingest",
    name: `${kind}: CPU seconds`,
    figures: toMedians(runs, (usage) => usage.cpuSeconds),
  });
  bench.record({
    section: "ingest",
    name: `${kind}: CPU µs a line`,
    figures: toMedians(runs, (usage) => usage.cpuSeconds * 1e6 / lines),
  });
}

function recordMemoryAndDisk({ bench, corpus, runs }: Recording): void {
  const { kind, bytes } = corpus;
  const middle = (of: (run: IngestRun) => number) => median(runs.map(of));
  bench.record({
    section: "ingest",
    name: `${kind}: peak memory, MiB`,
    figures: toMedians(runs, (usage) => toMib(usage.peakBytes)),
  });
  bench.record({
    section: "ingest",
    name: `${kind}: disk`,
    figures: {
      "store bytes per raw byte": middle((run) => run.storeBytes / bytes),
      "store MiB": middle((run) => toMib(run.storeBytes)),
      "bus peak MiB": middle((run) => run.busPeakMib),
      "bus after MiB": middle((run) => run.busAfterMib),
    },
  });
}

/** Of each service the median of its runs. */
function toMedians(
  runs: readonly IngestRun[],
  of: (usage: Usage) => number,
): Record<string, number | null> {
  const words = Object.keys(runs[0]!.usage);
  return Object.fromEntries(words.map((word) => {
    const known = runs.map(({ usage }) => usage[word] ?? null).filter((usage) => usage !== null);
    return [word, known.length === 0 ? null : median(known.map(of))];
  }));
}
