import { refusal } from "./problem.ts";

/** What ends a request before its work is done. */
export interface Limits {
  /** The client's own: it went away. */
  readonly client: AbortSignal;
  /** The service stops and has waited long enough. */
  readonly stopping: AbortSignal;
  /** A request's time in all, milliseconds. */
  readonly deadlineMs: number;
}

/**
 * Runs the work of one request with a signal that fires when the client goes away, the service stops or
 * the time is over. Then rejects at once with 499 or 503, whether or not the work heeds its signal.
 */
export async function withDeadline<T>(
  { client, stopping, deadlineMs }: Limits,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const controller = new AbortController();
  const end = (status: number, detail: string) => {
    const headers = status === 503 ? { "retry-after": "1" } : {};
    const reason = refusal({ status, detail, headers });
    controller.abort(reason);
    reject(reason);
  };
  const gone = () => end(499, "Cannot answer: the client closed the connection");
  const stopped = () => end(503, "Cannot answer: the service is stopping; try again");
  const late = () => end(503, `Cannot answer within ${deadlineMs} ms: narrow the time range or q`);
  const timer = setTimeout(late, deadlineMs);
  client.addEventListener("abort", gone);
  stopping.addEventListener("abort", stopped);
  if (client.aborted) gone();
  if (stopping.aborted) stopped();
  try {
    return await Promise.race([ended, work(controller.signal)]);
  } finally {
    clearTimeout(timer);
    client.removeEventListener("abort", gone);
    stopping.removeEventListener("abort", stopped);
  }
}
