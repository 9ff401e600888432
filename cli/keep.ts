import { ConflictError } from "../core/errors.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { holdPidFile } from "../runtime/pid_file.ts";
import type { Context } from "./context.ts";
import { findOverlap, toOverlapText } from "./find_overlap.ts";
import { KeptJob } from "./kept_job.ts";
import { readConfig, type WordRun } from "./run_word.ts";
import { stopSignals } from "./stop_signal.ts";

/**
 * Keeps a word running in the background until it is asked to end: each of its processes is started again when it
 * dies, what they say goes to `log/WORD.log`, and `run/WORD.json` tells how they are. SIGHUP reads the configuration
 * anew. Resolves when all have ended.
 */
export async function keep(run: WordRun, context: Context): Promise<void> {
  let reload = () => {}; // Before it has begun it reads what is there anyway.
  const signals = stopSignals(false, {
    listen: (name, end) => {
      Deno.addSignalListener(name, name === "SIGHUP" ? () => reload() : end);
    },
  });
  const config = readConfig(context, run.flags, run.paths);
  const { run: folder, log } = toDataFiles(config.dataDir);
  for (const path of [folder, log]) Deno.mkdirSync(path, { recursive: true });
  using held = holdPidFile(`${folder}/${run.word}`);
  const overlap = findOverlap(run.word, config, folder);
  if (overlap !== null) throw new ConflictError(toOverlapText(run.word, overlap));
  using job = new KeptJob(run, context, config);
  reload = () => job.reload();
  await job.run(signals, held.left);
}
