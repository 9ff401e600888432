import type { PipelineProcess } from "../tests/e2e/pipeline_process.ts";
import { ask } from "./ask.ts";
import type { BenchRun } from "./bench_run.ts";
import { writeCorpus } from "./corpus.ts";
import { writeFieldCorpus } from "./field_corpus.ts";
import { ingest, type IngestRun, readUsages, sumCpuSeconds, toPeaksMib } from "./ingest_run.ts";
import { countFound } from "./queries.ts";
import { measurePushMemory } from "./push_memory.ts";
import { type Question, toFieldQuestions, toQuerySet } from "./query_set.ts";
import { toMib } from "./sampler.ts";

/**
 * How much memory each service needs for very many lines, and for lines with very many names of fields:
 * its peak once all lines are searchable, and once each question was asked.
 */
export async function measureMemory(bench: BenchRun): Promise<void> {
  const { memoryLines, fieldNames, fieldLines } = bench.options;
  const logs = bench.emptyFolder("memory-logs");
  await measureCorpus(bench, {
    name: "A",
    lines: memoryLines,
    write: () => writeCorpus({ kind: "A", path: `${logs}/A.log`, lines: memoryLines }).bytes,
    path: `${logs}/A.log`,
    questions: toQuerySet("A", memoryLines).flatMap(({ name, asked }) =>
      asked === null ? [] : [{ name, asked }]
    ),
  });
  const path = `${logs}/fields.log`;
  await measureCorpus(bench, {
    name: `${fieldNames} fields`,
    lines: fieldLines,
    write: () => writeFieldCorpus({ path, lines: fieldLines, fieldNames }),
    path,
    questions: toFieldQuestions(),
  });
  await measurePushMemory(bench);
}

/** Removed from the disk as soon as it was measured. */
interface MeasuredCorpus {
  readonly name: string;
  readonly path: string;
  readonly lines: number;
  /** Makes the file; tells its size. */
  readonly write: () => number;
  readonly questions: readonly Question[];
}

async function measureCorpus(bench: BenchRun, corpus: MeasuredCorpus): Promise<void> {
  const { name, path, lines, write, questions } = corpus;
  bench.say(`memory: writing ${lines} lines, ${name}`);
  const bytes = write();
  bench.say(`memory: ingest of ${lines} lines, ${name}`);
  let answers: Answers = { times: {}, found: {} };
  let peaks: Figures = {};
  const run = await ingest({
    corpus,
    dataDir: bench.emptyFolder("memory"),
    afterwards: async (pipeline) => {
      bench.say(`memory: questions, ${name}`);
      answers = await askAll(pipeline, questions);
      peaks = toPeaksMib(readUsages(pipeline.services()));
    },
  });
  Deno.removeSync(path);
  bench.series[`memory ${name}`] = run.samples;
  const record = (what: string, figures: Figures) =>
    bench.record({ section: "memory", name: `${name}: ${what}`, figures });
  record(`${lines} lines of ${Math.round(bytes / lines)} bytes`, toFigures(run, lines, bytes));
  record("CPU seconds", toCpu(run));
  record("peak memory, MiB", toPeaksMib(run.usage));
  record("peak memory after the questions, MiB", peaks);
  record("questions, ms", answers.times);
  record("questions, found", answers.found);
}

function toFigures(run: IngestRun, lines: number, bytes: number): Figures {
  return {
    "lines/s": lines / run.shipSeconds,
    "MB/s": bytes / run.shipSeconds / 1e6,
    "s from the command": run.wallSeconds,
    "store MiB": toMib(run.storeBytes),
    "store bytes per raw byte": run.storeBytes / bytes,
    "bus peak MiB": run.busPeakMib,
    "% of CPU taken by others": run.othersShare && 100 * run.othersShare,
  };
}

function toCpu({ usage }: IngestRun): Figures {
  const each = Object.entries(usage).map(([word, used]) => [word, used && used.cpuSeconds]);
  return { ...Object.fromEntries(each), all: sumCpuSeconds(usage) };
}

/** Each once, one after the other: milliseconds (or the status where it is not 200), and what was found. */
async function askAll(
  { apiUrl }: PipelineProcess,
  questions: readonly Question[],
): Promise<Answers> {
  const times: Figures = {};
  const found: Figures = {};
  for (const { name, asked } of questions) {
    const answer = await ask(apiUrl, asked);
    times[name] = answer.status === 200 ? answer.ms : `status ${answer.status}`;
    found[name] = answer.status === 200 ? countFound(answer) : null;
  }
  return { times, found };
}

interface Answers {
  readonly times: Figures;
  readonly found: Figures;
}

type Figures = Record<string, number | string | null>;
