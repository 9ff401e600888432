import deno from "../deno.json" with { type: "json" };
import type { StateStore } from "../ports/state_store.ts";
import type { Config } from "../runtime/config.ts";
import type { HeartbeatFacts } from "../runtime/heartbeat.ts";
import type { Registry } from "../runtime/prometheus.ts";
import type { VariableName } from "../runtime/variables.ts";
import type { Log } from "../runtime/log.ts";
import { openBeat } from "./beat.ts";
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
  /** Documents shared with the other services. */
  readonly state: StateStore;
  /** Fires when the service is to drain and end. */
  readonly signal: AbortSignal;
  /** Told at `/health`: null = well, else what is wrong. */
  setProblem(problem: string | null): void;
  /** Told with each heartbeat, beside the problem. */
  setFacts(facts: () => HeartbeatFacts): void;
}

/** A service of its own process. */
export interface ServiceOptions {
  /** As in its log, e.g. `ship`. */
  readonly name: string;
  /** Of the command that runs it. */
  readonly context: Context;
  /** Where everything is. */
  readonly config: Config;
  /** Where `/health` and `/metrics` are. */
  readonly port: number;
  /** What sets the port; null where the service serves them itself. */
  readonly variable: VariableName | null;
  /** False where standard input is what the service reads. */
  readonly watchesStdin?: boolean;
}

/** Runs a service until it is asked to end. A second request ends the process at once. */
export async function runService(
  { name, context, config, port, variable, watchesStdin = true }: ServiceOptions,
  work: (tools: ServiceTools) => Promise<void>,
): Promise<void> {
  const log = context.log(name);
  const { stop, kill } = stopSignals(context.supervised && watchesStdin);
  kill.addEventListener("abort", () => Deno.exit(1));
  const { Registry } = await import("../runtime/prometheus.ts");
  const { addOwnMetrics } = await import("../runtime/add_own_metrics.ts");
  const registry = new Registry();
  let problem: string | null = null;
  await using stack = new AsyncDisposableStack();
  const health = () => problem;
  stack.use(addOwnMetrics(registry, { version: deno.version, problem: health }));
  if (variable !== null) {
    const { openMetricsServer } = await import("../runtime/metrics_server.ts");
    const hostname = config.metricsHost;
    stack.use(await openMetricsServer({ hostname, port, variable, registry, health }));
  }
  try {
    log.info("started");
    let toFacts: Parameters<ServiceTools["setFacts"]>[0] = () => ({});
    const facts = () => toFacts();
    const { state } = stack.use(
      await openBeat({ config, name, port, log, problem: health, facts }),
    );
    const setProblem = (next: string | null) => void (problem = next);
    const setFacts: ServiceTools["setFacts"] = (facts) => void (toFacts = facts);
    await work({ log, registry, stack, state, signal: stop, setProblem, setFacts });
  } catch (error) {
    if (!stop.aborted || error !== stop.reason) throw error;
  }
  await stack.disposeAsync();
  log.info("ended");
}
