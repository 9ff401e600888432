import { findFields } from "../core/query/pipe.ts";
import type { Config } from "../runtime/config.ts";
import { escapeText } from "../runtime/escape_text.ts";
import type { Context } from "./context.ts";
import { createFormatter } from "./format_event.ts";
import { type LogSource, openLogSource, type Shown } from "./log_source.ts";
import type { Output } from "./output.ts";
import type { Asked } from "./read_filter.ts";
import { stopSignals } from "./stop_signal.ts";

/** What `tail` was asked for. */
export interface Tail {
  /** Which events; with `from`, first those that are there. */
  readonly asked: Asked;
  /** First the newest of those that are there: so many. */
  readonly last?: number;
  /** For machines. */
  readonly json?: boolean;
}

/** Prints what arrives, until it is told to end or nobody reads it any more. */
export async function runTail(config: Config, tail: Tail, context: Context): Promise<void> {
  const { stdout } = context.process;
  const { stop } = stopSignals(context.supervised);
  const signal = AbortSignal.any([stop, stdout.broken]);
  await using source = await openLogSource(config, context.log("tail"));
  try {
    await follow(source, tail, { ...context.process, signal });
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
  }
}

/** Where to print, and until when. */
export interface FollowWays {
  /** Events. */
  readonly stdout: Output;
  /** What is to be known beside them. */
  readonly stderr: Output;
  /** Ends it: it rejects with the reason. */
  readonly signal: AbortSignal;
}

/** Prints what is asked for of what is there already, then what arrives. */
export async function follow(
  source: Omit<LogSource, typeof Symbol.asyncDispose>,
  tail: Tail,
  { stdout, stderr, signal }: FollowWays,
): Promise<void> {
  const { asked, json = false } = tail;
  const color = stdout.isTerminal && !Deno.noColor;
  const toLine = createFormatter({ json, color, fields: findFields(asked.piped) });
  const print = (events: readonly Shown[]) => {
    stdout.write(events.map((event) => `${toLine(event)}\n`).join(""));
    signal.throwIfAborted();
  };
  const after = await source.end(signal);
  const printed = await printEarlier(source, tail, print);
  const listeners = createListeners(stderr);
  for await (const event of source.follow(asked, { after, signal, ...listeners })) {
    if (!printed.delete(event.id)) print([event]);
  }
}

/** Prints what is there already; gives the ids of what may come once more, as it arrived meanwhile. */
async function printEarlier(
  source: Pick<LogSource, "search">,
  { asked, last }: Tail,
  print: (events: readonly Shown[]) => void,
): Promise<Set<string>> {
  const ids = new Set<string>();
  if (last === undefined && asked.filter.fromMs === null) return ids;
  const order = last === undefined ? "oldest" : "newest";
  const newest: Shown[] = [];
  const options = { order, limit: last ?? Infinity, explain: false } as const;
  for await (const { events } of source.search(asked, options)) {
    for (const { id } of events) ids.add(id);
    for (const id of ids) if (ids.size > IDS_MAX) ids.delete(id);
    if (last === undefined) print(events);
    else newest.push(...events);
  }
  print(newest.reverse());
  return ids;
}

/** Says on standard error why nothing comes, once, and when it goes on. */
function createListeners(stderr: Output) {
  let isWell = true;
  return {
    onMissed(count: number) {
      stderr.write(`logflow: ${count} events were left out: they came faster than they are read\n`);
    },
    onProblem(problem: Error | null) {
      if (isWell && problem !== null) {
        stderr.write(`logflow: ${escapeText(problem.message)}; trying again\n`);
      } else if (!isWell && problem === null) stderr.write("logflow: it goes on\n");
      isWell = problem === null;
    },
  };
}

/** What arrives while older events are printed is among the last of them. */
const IDS_MAX = 100_000;
