import { toDenoCommand } from "../cli/deno_command.ts";
import { type Child, startChild } from "../runtime/child.ts";
import { type Config, parseConfig } from "../runtime/config.ts";
import { freePort } from "../tests/e2e/pipeline_process.ts";
import { startApi } from "../tests/e2e/api_process.ts";
import { awaitCount } from "./ask.ts";
import type { BenchRun } from "./bench_run.ts";
import { VARIABLES } from "./ingest_run.ts";
import { type CpuProfile, findTop } from "./top_functions.ts";

/** Where ship and process spend their time: shares of the functions that use most of it. */
export async function measureProfile(bench: BenchRun): Promise<void> {
  for (const kind of ["A", "B"] as const) {
    const corpus = bench.corpus(kind);
    bench.say(`profiles of ship and process over corpus ${kind}`);
    const dataDir = bench.emptyFolder("profile");
    const config = toConfig(dataDir, corpus.path);
    const words = ["ship", "process"] as const;
    const children = words.map((word) => startProfiled(word, config, `${dataDir}/${word}`));
    try {
      await using api = await startApi(dataDir);
      await awaitCount(api.apiUrl, { wanted: corpus.lines, seconds: 1800 });
    } finally {
      for (const child of children) child.stop();
      await Promise.all(children.map(({ exited }) => exited));
    }
    for (const word of words) {
      const profile = readProfile(`${dataDir}/${word}`);
      for (const  of of["file", "function"] as const) {
        const figures = findTop(profile, { of, count: TOP_COUNT });
        bench.record({ section: "profile", name: `${kind}: ${word}, % by ${of}`, figures });
      }
    }
  }
}

/** So many are told. */
const TOP_COUNT = 12;

function toConfig(dataDir: string, logFile: string): Config {
  return parseConfig({
    ...VARIABLES,
    LOGFLOW_DATA_DIR: dataDir,
    LOG_FILES: logFile,
    SHIP_METRICS_PORT: `${freePort()}`,
    PROCESS_METRICS_PORT: `${freePort()}`,
  }, {});
}

/** With the permissions it always has; V8 writes the profile itself. */
function startProfiled(word: "ship" | "process", config: Config, folder: string): Child {
  const command = toDenoCommand({ word, args: [], config, variables: Deno.env.toObject() });
  const [run, ...rest] = command.args;
  const args = [run!, "--cpu-prof", `--cpu-prof-dir=${folder}`, ...rest];
  return startChild({ ...command, args, onLine: () => {} });
}

/** What V8 wrote into the folder. */
export function readProfile(folder: string): CpuProfile {
  const file = [...Deno.readDirSync(folder)].find(({ name }) => name.endsWith(".cpuprofile"));
  if (file === undefined) throw new Error(`Cannot read a profile in "${folder}": there is none`);
  return JSON.parse(Deno.readTextFileSync(`${folder}/${file.name}`));
}
