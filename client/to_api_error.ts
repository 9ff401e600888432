import { ApiError } from "./api_error.ts";
import { readText } from "./read_text.ts";

/** What an answer that is no success tells. `asked` is such as `GET "http://…"`. */
export async function toApiError(response: Response, asked: string): Promise<ApiError> {
  const { status, headers } = response;
  const retryAfterMs = readRetryAfter(headers.get("retry-after"));
  const { detail = `Cannot ${asked}: ${toFacts(response)}`, ...rest } = await readProblem(response);
  return new ApiError(detail, { ...rest, status, retryAfterMs });
}

/** The error of a request that got no answer, or only a part of one. */
export function toNetworkError(cause: unknown, asked: string): unknown {
  // Deno refuses what its permissions do not allow: no fault of the network.
  if (!(cause instanceof Error) || cause.name === "NotCapable") return cause;
  return new ApiError(`Cannot ${asked}: ${toReason(cause)}`, { status: 0, cause });
}

/** Why there was no answer: runtimes tell it in the error's cause, or at the end of a chain of facts. */
export function toReason({ message, cause }: Error): string {
  const told = cause instanceof Error && cause.message !== "" ? cause.message : message;
  const last = told.split(": ").at(-1)!.replace(/ \(os error \d+\)$/, "");
  return last === "" ? "no answer" : last;
}

interface Problem {
  readonly detail?: string;
  readonly column?: number | undefined;
  readonly hint?: string | undefined;
}

/** Has nothing where the answer is none of LogFlow's. */
async function readProblem(response: Response): Promise<Problem> {
  if (!isProblem(response)) {
    await response.body?.cancel();
    return {};
  }
  try {
    const { detail, column, hint } = JSON.parse(await readText(response, PROBLEM_BYTES_MAX));
    if (typeof detail !== "string") return {};
    return {
      detail,
      column: typeof column === "number" ? column : undefined,
      hint: typeof hint === "string" ? hint : undefined,
    };
  } catch {
    return {}; // The status says enough.
  }
}

/** Whether the answer is a problem as LogFlow tells one. */
export function isProblem({ headers }: Response): boolean {
  return (headers.get("content-type") ?? "").startsWith("application/problem+json");
}

/** A key must not go where nobody meant to send it. In a browser nothing is known of a redirect but its type. */
function toFacts({ status, statusText, headers, type }: Response): string {
  if (type === "opaqueredirect" || (status >= 300 && status < 400 && status !== 304)) {
    const location = headers.get("location");
    const to = location === null ? "another address" : JSON.stringify(location);
    return `it redirects to ${to}; give the address of the API itself`;
  }
  return `status is ${status}${statusText && ` (${statusText})`}`;
}

function readRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const dateMs = Date.parse(header);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - Date.now());
}

const PROBLEM_BYTES_MAX = 64 * 1024;
