import { stdinClosed } from "../runtime/stdin_closed.ts";

/** Two ways to end. */
export interface StopSignals {
  /** The first Ctrl-C, SIGTERM or closed terminal, or the death of the supervisor: end in good order. */
  readonly stop: AbortSignal;
  /** The second: end at once. */
  readonly kill: AbortSignal;
}

/** Replaced in tests. */
export interface StopSignalOptions {
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** As `Deno.addSignalListener`. */
  readonly listen?: (name: Deno.Signal, onSignal: () => void) => void;
}

/** What is asked for twice within this time was meant once: a terminal and a task runner both pass a Ctrl-C on. */
const SAME_MS = 300;

/**
 * Listens for what ends a process. A supervised one leaves Ctrl-C and the closed terminal, which reach
 * it as well, to its supervisor, and ends when that asks or dies.
 */
export function stopSignals(
  supervised: boolean,
  { now = Date.now, listen = Deno.addSignalListener }: StopSignalOptions = {},
): StopSignals {
  const stop = new AbortController();
  const kill = new AbortController();
  let firstMs: number | null = null;
  const onSignal = () => {
    firstMs ??= now();
    if (!stop.signal.aborted) stop.abort(new DOMException("Asked to end", "AbortError"));
    else if (now() - firstMs > SAME_MS) kill.abort(new DOMException("Asked again", "AbortError"));
  };
  for (const name of SIGNALS) {
    const ignored = supervised && name !== "SIGTERM";
    listen(name, ignored ? () => {} : onSignal);
  }
  if (supervised) stdinClosed(Deno.stdin.readable).addEventListener("abort", onSignal);
  return { stop: stop.signal, kill: kill.signal };
}

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];
