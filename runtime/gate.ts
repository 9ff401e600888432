/** Lets so many through at once; the others wait in the order in which they came. */
export interface Gate {
  /** Resolves once there is room; disposing the pass makes room for the next. Rejects with the signal's reason, and leaves the queue, once it fires. */
  enter(signal: AbortSignal): Promise<Disposable>;
  /** How many are through now, and how many wait. */
  status(): { readonly inside: number; readonly waiting: number };
}

/** Makes a gate for `max` at once. */
export function createGate(max: number): Gate {
  let inside = 0;
  const waiting = new Set<() => void>();
  const leave = () => {
    const [next] = waiting;
    if (next === undefined) inside--;
    else next(); // Takes the place over: nobody who comes now is before it.
  };
  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (inside < max) inside++;
      else await waitIn(waiting, signal);
      return toPass(leave);
    },
    status: () => ({ inside, waiting: waiting.size }),
  };
}

async function waitIn(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  const turn = Promise.withResolvers<void>();
  const take = () => {
    waiting.delete(take);
    turn.resolve();
  };
  const give = () => {
    // Nothing where the turn came before.
    waiting.delete(take);
    turn.reject(signal.reason);
  };
  waiting.add(take);
  signal.addEventListener("abort", give);
  try {
    await turn.promise;
  } finally {
    signal.removeEventListener("abort", give);
  }
}

/** Disposed twice, it leaves once. */
function toPass(leave: () => void): Disposable {
  let isInside = true;
  return {
    [Symbol.dispose]() {
      if (isInside) leave();
      isInside = false;
    },
  };
}
