import { ApiError } from "./api_error.ts";
import { readText } from "./read_text.ts";

/** What an answer that is no success tells. `asked` is such as `GET "http://…"`. */
export async function toApiError(response: Response, asked: string): Promise<ApiError> {
  const { status } = response;
  if (isRedirect(response)) return toRedirectError(response, asked);
  const retryAfterMs = readRetryAfter(response.headers.get("retry-after"));
  const problem = await readProblem(response);
  if (problem === null) {
    const message = `Cannot ${asked}: status is ${status}${toTitle(response)}`;
    return new ApiError(message, { status, retryAfterMs });
  }
  const { detail, column, hint } = problem;
  return new ApiError(detail, { status, column, hint, retryAfterMs });
}

/** The error of a request that got no answer, or only a part of one. */
export function toNetworkError(cause: unknown, asked: string): unknown {
  // Deno refuses what its permissions do not allow: no fault of the network.
  if (!(cause instanceof Error) || cause.name === "NotCapable") return cause;
  return new ApiError(`Cannot ${asked}: ${toReason(cause)}`, { status: 0, cause });
}

/** Runtimes tell why in the error's cause, or at the end of a chain of facts. */
function toReason({ message, cause }: Error): string {
  const told = cause instanceof Error && cause.message !== "" ? cause.message : message;
  const last = told.split(": ").at(-1)!.replace(/ \(os error \d+\)$/, "");
  return last === "" ? "no answer" : last;
}

interface Problem {
  readonly detail: string;
  readonly column: number | undefined;
  readonly hint: string | undefined;
}

/** Null where the answer is none of LogFlow's. */
async function readProblem(response: Response): Promise<Problem | null> {
  if (!isProblem(response)) {
    await response.body?.cancel();
    return null;
  }
  try {
    const { detail, column, hint } = JSON.parse(await readText(response, PROBLEM_BYTES_MAX));
    if (typeof detail !== "string") return null;
    return {
      detail,
      column: typeof column === "number" ? column : undefined,
      hint: typeof hint === "string" ? hint : undefined,
    };
  } catch {
    return null; // The status says enough.
  }
}

/** Whether the answer is a problem as LogFlow tells one. */
export function isProblem({ headers }: Response): boolean {
  return (headers.get("content-type") ?? "").startsWith("application/problem+json");
}

/** In a browser nothing else is known of it. */
function isRedirect({ status, type }: Response): boolean {
  return type === "opaqueredirect" || (status >= 300 && status < 400 && status !== 304);
}

/** A key must not go where nobody meant to send it. */
function toRedirectError({ status, headers }: Response, asked: string): ApiError {
  const location = headers.get("location");
  const to = location === null ? "another address" : JSON.stringify(location);
  return new ApiError(
    `Cannot ${asked}: it redirects to ${to}; give the address of the API itself`,
    {
      status,
    },
  );
}

function toTitle({ statusText }: Response): string {
  return statusText === "" ? "" : ` (${statusText})`;
}

function readRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const dateMs = Date.parse(header);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - Date.now());
}

const PROBLEM_BYTES_MAX = 64 * 1024;
