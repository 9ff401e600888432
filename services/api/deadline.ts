import { refusal } from "./problem.ts";

/** What matters of a request. */
export type Asked = Pick<Request, "signal" | "body">;

/** What ends a request before its work is done. */
export interface Limits {
  /** Its signal fires when the client goes away; its body is locked as long as it is being read. */
  readonly request: Asked;
  /** The service stops and has waited long enough. */
  readonly stopping: AbortSignal;
  /** A request's time in all, milliseconds. */
  readonly deadlineMs: number;
}

/**
 * Runs the work of one request with a signal that fires when the client goes away, the service stops or
 * the time is over. Then rejects at once with 408 (the body did not arrive), 499 or 503, whether or not the
 * work heeds its signal.
 */
export async function withDeadline<T>(
  { request, stopping, deadlineMs }: Limits,
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
  const late = () => {
    const problem = tellLate(request, deadlineMs);
    end(problem.status, problem.detail);
  };
  const client = request.signal;
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

function tellLate({ body }: Asked, ms: number): { status: number; detail: string } {
  if (body === null) {
    return { status: 503, detail: `Cannot answer within ${ms} ms: narrow the time range or q` };
  }
  if (!body.locked) {
    return { status: 503, detail: `Cannot store the body within ${ms} ms: try again` };
  }
  const detail =
    `Cannot read the body: it did not arrive within ${ms} ms; send less at once, or gzip it`;
  return { status: 408, detail };
}
