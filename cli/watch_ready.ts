import { UnavailableError } from "../core/errors.ts";
import type { Bus } from "../ports/bus.ts";
import type { LogReader } from "../ports/log_store.ts";
import { wait as waitFor } from "../runtime/wait.ts";
import { within } from "../runtime/within.ts";

/** What a service needs that only works when it is asked to. */
export interface ReadyPorts {
  /** Where what is pushed goes. */
  readonly bus: Pick<Bus, "status">;
  /** What is searched. */
  readonly store: Pick<LogReader, "status">;
  /** Told after each look: the first that does not answer, and why; null = both do. */
  readonly setProblem: (problem: string | null) => void;
  /** Replaced in tests. */
  readonly wait?: typeof waitFor;
}

/** Looks every ten seconds whether bus and store answer, until the signal fires: nobody might ask `/ready`. */
export async function watchReady(
  { bus, store, setProblem, wait = waitFor }: ReadyPorts,
  signal: AbortSignal,
): Promise<void> {
  let asking: Promise<string | null> | null = null; // What takes long is not asked again meanwhile.
  while (!signal.aborted) {
    asking ??= findProblem([bus.status("logs-raw"), store.status()]).finally(() => asking = null);
    const problem = await within(ANSWER_MS, asking, LATE);
    if (signal.aborted) return;
    setProblem(problem);
    await wait(LOOK_EVERY_MS, signal).catch(() => {});
  }
}

async function findProblem(asked: readonly Promise<unknown>[]): Promise<string | null> {
  const problems = await Promise.all(asked.map(toProblem));
  return problems.find((problem) => problem !== null) ?? null;
}

async function toProblem(asked: Promise<unknown>): Promise<string | null> {
  try {
    await asked;
    return null;
  } catch (error) {
    if (error instanceof UnavailableError) return error.message;
    return "Cannot read the bus or the store: /ready says which";
  }
}

const LOOK_EVERY_MS = 10_000;

const ANSWER_MS = 2000;

const LATE =
  `Cannot read the bus or the store: no answer within ${ANSWER_MS} ms; /ready says which`;
