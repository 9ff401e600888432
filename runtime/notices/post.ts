import { Buffer } from "node:buffer";
import { once } from "node:events";
import { type IncomingMessage, request as openRequest } from "node:http";
import type { LookupFunction, Socket } from "node:net";
import { UnavailableError } from "../../core/errors.ts";
import { escapeText } from "../escape_text.ts";
import { toUrlAddress } from "../servers.ts";
import { hideSecrets, toHeaderSecrets, toUrlSecrets } from "./hide_secrets.ts";
import { openDeadline } from "./open_deadline.ts";
import { openSocket } from "./open_socket.ts";
import { parseRetryAfterMs } from "./retry_after.ts";
import { toConnectionError } from "./translate_error.ts";

/** What is sent, and to whom. */
export interface Post {
  /** Of `http:` or `https:`, without name and password. */
  readonly url: string;
  /** JSON. */
  readonly body: string;
  /** Beside those of the body; their values are in no message. */
  readonly headers: Readonly<Record<string, string>>;
  /** The authority to trust, as PEM; null = the system's. */
  readonly ca: string | null;
}

/** What tests do in another way. */
export interface PostOptions {
  /** For all of it, with the connection. */
  readonly timeoutMs?: number;
  /** As in {@linkcode openSocket}. */
  readonly lookup?: LookupFunction;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/**
 * Posts a notice once. Resolves on 2xx. Rejects with `UnavailableError` where it may be taken later (5xx, 408, 429,
 * whatever keeps the connection from working, no answer in time), with the signal's reason, and with another error
 * otherwise. Follows no redirect. What messages say of the receiver is scheme, host and port, and what it answered.
 */
export async function post(
  given: Post,
  signal: AbortSignal,
  options: PostOptions = {},
): Promise<void> {
  const { timeoutMs = TIMEOUT_MS, lookup, now = Date.now } = options;
  const what = `Cannot post a notice to "${new URL(given.url).origin}"`;
  using deadline = openDeadline(timeoutMs, signal);
  let socket: Socket | null = null;
  let refused: Error | null;
  try {
    deadline.signal.throwIfAborted();
    socket = await openSocket({ ...toPlace(given), signal: deadline.signal, lookup });
    const answer = await ask(given, socket, deadline.signal);
    refused = await toRefusal(answer, { given, what, nowMs: now() });
  } catch (error) {
    signal.throwIfAborted();
    throw toConnectionError(deadline.signal.aborted ? deadline.signal.reason : error, what);
  } finally {
    socket?.destroy();
  }
  if (refused !== null) throw refused;
}

function toPlace({ url, ca }: Post) {
  const { protocol, hostname } = new URL(url);
  const port = Number(toUrlAddress(url).slice(hostname.length + 1));
  const host = hostname.replace(/^\[|\]$/g, "");
  return { host, port, ca: protocol === "https:" ? ca : undefined };
}

async function ask(
  { url, body, headers }: Post,
  socket: Socket,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { pathname, search, host } = new URL(url);
  const request = openRequest({
    createConnection: () => socket,
    method: "POST",
    path: `${pathname}${search}`,
    setHost: false,
    headers: {
      "host": host,
      "user-agent": "LogFlow",
      "content-type": "application/json",
      ...headers,
      "content-length": String(new TextEncoder().encode(body).length),
      "connection": "close",
    },
  });
  request.on("error", () => {}); // One that comes after the answer.
  signal.addEventListener("abort", () => socket.destroy(), { once: true });
  const answering = once(request, "response", { signal });
  request.end(body);
  const [answer] = await answering as [IncomingMessage];
  return answer;
}

/** Null where it was taken. */
async function toRefusal(
  answer: IncomingMessage,
  { given, what, nowMs }: { given: Post; what: string; nowMs: number },
): Promise<Error | null> {
  const { statusCode: status = 0, headers } = answer;
  if (status >= 200 && status < 300) return null;
  const said = `${what}: status is ${status}`;
  if (status >= 300 && status < 400) {
    return new Error(`${said}, a redirect, which is not followed; give the URL it leads to`);
  }
  const secrets = [
    ...toUrlSecrets(given.url),
    ...Object.values(given.headers).flatMap(toHeaderSecrets),
  ];
  const text = hideSecrets(await readBegin(answer), secrets).trim().slice(0, SAID_LENGTH_MAX);
  const message = text === "" ? said : `${said}, "${escapeText(text)}"`;
  if (status < 500 && status !== 408 && status !== 429) return new Error(message);
  const retryAfterMs = parseRetryAfterMs(headers["retry-after"], nowMs);
  return new UnavailableError(message, retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** What comes of it, until it is enough, ends, breaks off or is given up. */
async function readBegin(answer: IncomingMessage): Promise<string> {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const chunks: Uint8Array[] = [];
  let length = 0;
  answer.on("data", (chunk: Uint8Array) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= BODY_BYTES_MAX) resolve();
  });
  for (const event of ["end", "close", "error"]) answer.on(event, () => resolve());
  await ended;
  answer.pause();
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, BODY_BYTES_MAX));
}

const TIMEOUT_MS = 25_000;

const BODY_BYTES_MAX = 4096;

const SAID_LENGTH_MAX = 200;
