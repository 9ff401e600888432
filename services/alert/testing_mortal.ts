import type { StateStore } from "../../ports/state_store.ts";

/** For tests: never resolves for the dead. */
export function unlessDead(dead: AbortSignal): Promise<void> {
  return dead.aborted ? new Promise(() => {}) : Promise.resolve();
}

/** For tests: a state store of which nothing comes for the dead; told of every change that is tried. */
export function toMortal(state: StateStore, dead: AbortSignal, onChange: () => void): StateStore {
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    await unlessDead(dead);
    const result = await work();
    await unlessDead(dead);
    return result;
  };
  return {
    read: (key) => run(() => state.read(key)),
    list: (request) => run(() => state.list(request)),
    write: (key, value, expected) => run(() => state.write(key, value, expected).finally(onChange)),
    remove: (key, expected) => run(() => state.remove(key, expected).finally(onChange)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
