/** Something took too long. */
export class LateError extends Error {}

/** A signal that has to be let go. */
export interface Deadline extends Disposable {
  /** Fires with a {@linkcode LateError} when the time is over, or with the reason of the signal it came from. */
  readonly signal: AbortSignal;
}

/** Fires after `ms`, or once `signal` does. */
export function openDeadline(ms: number, signal: AbortSignal): Deadline {
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal.reason);
  const onLate = () => controller.abort(new LateError(`no answer within ${ms / 1000} s`));
  const timer = setTimeout(onLate, ms);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    },
  };
}
