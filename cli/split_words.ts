import { JOB_WORDS } from "./job.ts";

/**
 * Command lines of one word each: `start ship process` starts two, which have no flags; `start` alone, or with flags,
 * the pipeline.
 */
export function splitWords(args: readonly string[]): (readonly string[])[] {
  const [word, ...rest] = args;
  if (word !== "start" || HELP.includes(rest[0] ?? "")) return [args];
  if (rest.length === 0 || rest[0]!.startsWith("-")) return [["start", "pipeline", ...rest]];
  const names: readonly string[] = JOB_WORDS;
  const isSeveral = rest.length > 1 && rest.every((name) => names.includes(name));
  return isSeveral ? rest.map((name) => ["start", name]) : [args];
}

const HELP = ["--help", "-h"];
