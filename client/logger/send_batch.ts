import { ApiError } from "../api_error.ts";
import { gzip } from "../gzip.ts";
import { type ClientOptions, TIMEOUT_MS } from "../options.ts";
import { readText } from "../read_text.ts";
import { toTarget } from "../target.ts";
import { toApiError, toReason } from "../to_api_error.ts";
import type { Batch } from "./outbox.ts";

/** What became of the events of a batch. */
export interface Sent {
  /** So many are durable. */
  readonly accepted: number;
  /** The others can never be. */
  readonly rejected: number;
  /** What is wrong with the first of these. */
  readonly error: string;
}

/** Sends a batch once. Rejects with ApiError, also once the signal fires. */
export type SendBatch = (batch: Batch, signal: AbortSignal) => Promise<Sent>;

/** Makes the way to an API. Throws TypeError where the options cannot be meant. */
export function createSender(
  options: Pick<ClientOptions, "url" | "key" | "insecure" | "fetch" | "timeoutMs">,
): SendBatch {
  const { fetch = globalThis.fetch, timeoutMs = TIMEOUT_MS } = options;
  const { base, headers } = toTarget(options);
  const url = new URL("./api/v1/logs", base);
  const asked = `POST "${url}"`;
  return async ({ key, body, events }, given) => {
    const late = new AbortController();
    const timer = setTimeout(
      () => late.abort(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    const signal = AbortSignal.any([given, late.signal]);
    try {
      const { bytes, isGzipped } = await gzip(body);
      const response = await fetch(
        new Request(url, {
          method: "POST",
          headers: {
            ...headers,
            "content-type": "application/x-ndjson",
            "idempotency-key": key,
            ...isGzipped && { "content-encoding": "gzip" },
          },
          body: bytes,
          redirect: "manual", // The key goes to nobody else.
          signal,
        }),
      );
      if (!response.ok) throw await toApiError(response, asked);
      return toSent(await readText(response, ANSWER_BYTES_MAX), { events, asked });
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw fault(`Cannot ${asked}: ${toReason(signal.aborted ? signal.reason : error)}`, error);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Only an answer that accounts for every event is one of LogFlow's: what is said by another makes nothing durable. */
function toSent(text: string, { events, asked }: { events: number; asked: string }): Sent {
  const { accepted, rejected } = parse(text);
  if (!Array.isArray(rejected) || accepted !== events - rejected.length) {
    throw fault(
      `Cannot read the answer to ${asked}: it does not tell what became of ${events} events; is ` +
        "this the address of LogFlow's API?",
    );
  }
  return { accepted, rejected: rejected.length, error: `It ${rejected[0]?.error}` };
}

function parse(text: string): { readonly accepted?: unknown; readonly rejected?: unknown } {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** Whatever it was, it may be mended. */
function fault(message: string, cause?: unknown): ApiError {
  return new ApiError(message, { status: 0, cause });
}

/** As many rejected events as one request may have are told in less. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;
