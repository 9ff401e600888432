import type { Config } from "../runtime/config.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import type { ConfinedWord } from "../runtime/word_variables.ts";

/** A process of a pipeline. */
export interface Part {
  /** What it does. */
  readonly word: ConfinedWord;
  /** What follows the word on its command line. */
  readonly args: readonly string[];
  /** Files that these name. */
  readonly named: readonly string[];
}

/** What a pipeline with this configuration consists of, in the order in which it ends; a demo where it has no log file. */
export function toShipped(given: Config): { config: Config; parts: readonly Part[] } {
  const services = SERVICES.map((word) => ({ word, args: [], named: [] }));
  if (given.logFiles.length > 0) return { config: given, parts: services };
  const { demo } = toDataFiles(given.dataDir);
  const args = ["--output", demo, "--rate", String(DEMO_RATE)];
  const generate: Part = { word: "generate", args, named: [demo] };
  return { config: { ...given, logFiles: [demo] }, parts: [generate, ...services] };
}

/** Each hands on what it has to the next. */
const SERVICES = ["ship", "process", "api", "alert"] as const;

/** Lines a second of the demo. */
const DEMO_RATE = 20;
