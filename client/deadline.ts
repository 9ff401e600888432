/** When waiting is over. */
export interface Deadline {
  /** Fires with the signal that was given, and when something takes too long. */
  readonly signal: AbortSignal;
  /** Begins to count the time. */
  start(): void;
  /** Stops to count it. */
  stop(): void;
  /** Stops, and ends what still runs under the signal. */
  close(): void;
}

/** Waits `ms` at most from each `start`; then the signal fires with `late()`. */
export function openDeadline(
  ms: number,
  late: () => Error,
  given: AbortSignal | undefined,
): Deadline {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(timer);
  const abort = () => controller.abort(given?.reason);
  given?.addEventListener("abort", abort, { once: true });
  if (given?.aborted) abort();
  return {
    signal: controller.signal,
    start() {
      stop();
      timer = setTimeout(() => controller.abort(late()), ms);
    },
    stop,
    close() {
      stop();
      given?.removeEventListener("abort", abort);
      controller.abort(new DOMException("The answer is not needed any more", "AbortError"));
    },
  };
}
