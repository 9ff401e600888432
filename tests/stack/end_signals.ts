/** Ctrl-C, a closed terminal, or a request to end. */
export interface EndSignals {
  /** Fires at the first of them: end in good order. */
  readonly first: AbortSignal;
  /** Fires at the second: end at once. */
  readonly second: AbortSignal;
  /** That of a program which the first one ended. */
  readonly exitCode: () => number;
}

/** Listens for them from now on; the process does not end by itself any more. */
export function endSignals(): EndSignals {
  const [first, second] = [new AbortController(), new AbortController()];
  let code = 0;
  for (const [name, number] of Object.entries(NUMBERS)) {
    Deno.addSignalListener(name as Deno.Signal, () => {
      if (first.signal.aborted) return second.abort();
      code = 128 + number;
      first.abort(new Error(`Cannot go on: ${name} came`));
    });
  }
  return { first: first.signal, second: second.signal, exitCode: () => code };
}

const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
