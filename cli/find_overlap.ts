import type { Config } from "../runtime/config.ts";
import { findJobs } from "./job.ts";
import { toShipped } from "./parts.ts";

/** A process that runs in the background already, and would have the same log file. */
export interface Overlap {
  /** What it does. */
  readonly word: string;
  /** What was started, of which it is a part, or which it is. */
  readonly job: string;
  /** What keeps that running. */
  readonly pid: number;
}

/** A part of `word`, or what has it as a part; null = nothing stands in its way. */
export function findOverlap(word: string, config: Config, folder: string): Overlap | null {
  const parts: readonly string[] = word === "pipeline"
    ? toShipped(config).parts.map((part) => part.word)
    : [word];
  for (const { word: job, file, record } of findJobs(folder)) {
    if (job === word || !file?.runs) continue;
    const names = Object.keys(record?.parts ?? { [job]: null });
    const same = names.find((name) => parts.includes(name));
    if (same !== undefined) return { word: same, job, pid: file.pid };
  }
  return null;
}

/** Why `word` cannot start beside it. */
export function toOverlapText(word: string, { word: part, job, pid }: Overlap): string {
  const how = part === job ? "" : ` as a part of ${job}`;
  return `Cannot start ${word}: ${part} runs in the background already${how} (process ${pid}); stop ${job} first`;
}
