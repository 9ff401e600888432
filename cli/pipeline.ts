import { startChild } from "../runtime/child.ts";
import type { Config } from "../runtime/config.ts";
import { type Restart, supervise } from "../runtime/supervise.ts";
import type { Context } from "./context.ts";
import { toDenoCommand } from "./deno_command.ts";
import { findReceivers } from "./find_receivers.ts";
import { learnBrokers } from "./learn_brokers.ts";
import { toShipped } from "./parts.ts";
import { createScreen } from "./screen.ts";
import { stopSignals } from "./stop_signal.ts";
import { tellLeftBehind, tellPlaces } from "./tell_places.ts";
import { watchPipeline } from "./watch_pipeline.ts";

/** Runs all services until it is asked to end. */
export async function runPipeline(given: Config, context: Context): Promise<void> {
  const { stop, kill } = stopSignals(context.supervised);
  const { stdout } = context.process;
  const screen = createScreen(stdout);
  const isDemo = given.logFiles.length === 0;
  const shipped = toShipped(given);
  let { config } = shipped;
  const receivers = await findReceivers("alert", config);
  let restarts = 0;
  const ending = AbortSignal.any([stop, kill, stdout.broken]);
  ending.addEventListener("abort", () => screen.print("Ending; once more Ctrl-C ends at once"));
  screen.print(tellPlaces(config));
  for (const line of tellLeftBehind(config, isThere)) screen.print(line);
  if (isDemo) screen.print(`No --log-file is given: a demo writes to "${config.logFiles[0]}"`);
  const watching = watchPipeline({
    config,
    screen,
    restarts: () => restarts,
    isTerminal: stdout.isTerminal,
    signal: ending,
  });
  const { variables } = context;
  const services = shipped.parts.map((part) => ({
    name: part.word,
    start: () =>
      startChild({
        ...toDenoCommand({ ...part, config, receivers, variables }),
        onLine: (line) => screen.print(`${part.word.padEnd(8)} ${line}`),
      }),
  }));
  await supervise(services, {
    stop: ending,
    kill,
    now: Date.now,
    onRestart: (restart) => {
      restarts++;
      screen.print(toRestartLine(restart));
      learnBrokers("pipeline", config, context).then((learned) => config = learned, () => {});
    },
  });
  await watching;
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false; // Whoever needs it says more.
  }
}

function toRestartLine({ name, exit, pauseMs, count }: Restart): string {
  const how = exit.signal === null ? `with code ${exit.code}` : `by ${exit.signal}`;
  return `pipeline ${name} ended ${how}; starts again in ${pauseMs / 1000} s (restart ${count})`;
}
