import { HTTPException } from "@hono/hono/http-exception";
import { maskKeys } from "../../core/api_key.ts";
import { QuerySyntaxError, UnavailableError } from "../../core/errors.ts";

/** What went wrong with a request, as a person is told (RFC 9457). */
export interface Problem {
  /** HTTP status, 4xx or 5xx. */
  readonly status: number;
  /** What could not be done, the facts, and how to mend it. */
  readonly detail: string;
  /** Of a query error: where, counted from 1 in UTF-16 code units. */
  readonly column?: number;
  /** Of a query error: how to mend it. */
  readonly hint?: string;
  /** Sent along, e.g. `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The answer that tells a problem: `application/problem+json` with type, title, status, detail, of what was sent
 * without the secrets of keys.
 */
export function toResponse({ headers, ...problem }: Problem): Response {
  const title = TITLES[problem.status] ?? "Error";
  const detail = maskKeys(problem.detail);
  return new Response(JSON.stringify({ type: "about:blank", title, ...problem, detail }), {
    status: problem.status,
    headers: { ...headers, "content-type": "application/problem+json" },
  });
}

/** An error to throw where a request is to be refused. */
export function refusal(problem: Problem): HTTPException {
  const res = toResponse(problem);
  return new HTTPException(problem.status as 400, { message: problem.detail, res });
}

/** Runs `work`; a RangeError of it is the client's: 400. */
export async function orBadRequest<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RangeError) throw refusal({ status: 400, detail: error.message });
    throw error;
  }
}

/** What the client is told of an error; null where it is a fault of ours, which is not to be told. */
export function toProblem(error: unknown): Problem | null {
  if (error instanceof QuerySyntaxError) {
    const { column, hint, message } = error;
    return { status: 400, detail: message, column, ...(hint === undefined ? {} : { hint }) };
  }
  if (error instanceof UnavailableError) return toUnavailable(error, 503);
  if (error instanceof HTTPException) return { status: error.status, detail: error.message };
  return null;
}

/** The problem of something that cannot serve now: `status` is 503 (down) or 429 (full). */
export function toUnavailable(error: UnavailableError, status: 429 | 503): Problem {
  const seconds = Math.max(1, Math.ceil((error.retryAfterMs ?? 0) / 1000));
  return { status, detail: error.message, headers: { "retry-after": String(seconds) } };
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  412: "Precondition Failed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  428: "Precondition Required",
  429: "Too Many Requests",
  499: "Client Closed Request",
  500: "Internal Server Error",
  503: "Service Unavailable",
};
