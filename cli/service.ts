import type { Registry } from "../runtime/prometheus.ts";
import type { VariableName } from "../runtime/variables.ts";
import type { Log } from "../runtime/log.ts";
import type { Context } from "./context.ts";
import { stopSignals } from "./stop_signal.ts";

/** What a service is given to run with. */
export interface ServiceTools {
  /** Says things under the service's name. */
  readonly log: Log;
  /** Counters registered here are served at `/metrics`. */
  readonly registry: Registry;
  /** What is opened is put here, and closed in reverse order when the service ends. */
  readonly stack: AsyncDisposableStack;
  /** Fires when the service is to drain and end. */
  readonly signal: AbortSignal;
  /** Told at `/health`: null = well, else what is wrong. */
  setProblem(problem: string | null): void;
}

/** A service of its own process. */
export interface ServiceOptions {
  /** As in its log, e.g. `ship`. */
  readonly name: string;
  /** Of the command that runs it. */
  readonly context: Context;
  /** Where `/health` and `/metrics` are; null where the service serves them itself. */
  readonly metrics: { readonly port: number; readonly variable: VariableName } | null;
  /** False where standard input is what the service reads. */
  readonly watchesStdin?: boolean;
}

/** Runs a service until it is asked to end. A second request ends the process at once. */
export async function runService(
  { name, context, metrics, watchesStdin = true }: ServiceOptions,
  work: (tools: ServiceTools) => Promise<void>,
): Promise<void> {
  const log = context.log(name);
  const { stop, kill } = stopSignals(context.supervised && watchesStdin);
  kill.addEventListener("abort", () => Deno.exit(1));
  const { Registry } = await import("../runtime/prometheus.ts");
  const registry = new Registry();
  let problem: string | null = null;
  await using stack = new AsyncDisposableStack();
  if (metrics !== null) {
    const { openMetricsServer } = await import("../runtime/metrics_server.ts");
    const health = () => problem;
    stack.use(openMetricsServer({ ...metrics, hostname: "127.0.0.1", registry, health }));
  }
  try {
    log.info("started");
    const setProblem = (next: string | null) => void (problem = next);
    await work({ log, registry, stack, signal: stop, setProblem });
  } catch (error) {
    if (!stop.aborted || error !== stop.reason) throw error;
  }
  await stack.disposeAsync();
  log.info("ended");
}
