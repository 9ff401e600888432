import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { refuseSocket } from "./http_refusal.ts";
import { toRequest } from "./http_request.ts";
import { sendResponse } from "./http_response.ts";

/** What is told beside a request. */
export interface Served {
  /** Where it came from. */
  readonly remoteAddr: { readonly hostname: string };
  /** Resolves once the answer is sent, or its client is gone. */
  readonly completed: Promise<void>;
}

/** Answers a request; its signal fires when the client goes away. Tells its faults itself: one that rejects is answered 500. */
export type HttpHandler = (request: Request, served: Served) => Promise<Response> | Response;

/** Where to listen, and what clients may take up; the times are milliseconds. */
export interface HttpServerOptions {
  /** An address or name of this machine. */
  readonly hostname: string;
  /** 0 = any free one. */
  readonly port: number;
  /** So many clients at once; more are turned away as they come. Default {@linkcode CONNECTIONS_MAX}. */
  readonly connectionsMax?: number;
  /** From the first moment to the end of a request's head. Default {@linkcode HEAD_MS}. */
  readonly headMs?: number;
  /** To the end of its body. Default {@linkcode REQUEST_MS}. */
  readonly requestMs?: number;
  /** Between two requests. Default {@linkcode IDLE_MS}. */
  readonly idleMs?: number;
  /** Without taking anything of an answer that waits. Default {@linkcode SEND_MS}. */
  readonly sendMs?: number;
  /** To the end of a body that nobody reads, as the request was answered. Default {@linkcode REST_MS}. */
  readonly restMs?: number;
}

/** A server that listens. */
export interface HttpServer extends AsyncDisposable {
  /** The port in use. */
  readonly port: number;
  /** Takes no more connections, and resolves when all requests under way are answered. */
  shutdown(): Promise<void>;
}

/** So many connections at once: twice as many as requests are worked on at once. */
export const CONNECTIONS_MAX = 512;

/** A head that takes longer is none. */
export const HEAD_MS = 20_000;

/** Longer than those who read bodies wait, so that they may say what is missing. */
export const REQUEST_MS = 60_000;

/** Longer than proxies usually keep a connection that nobody uses. */
export const IDLE_MS = 75_000;

/** A client that takes nothing for so long is gone. */
export const SEND_MS = 60_000;

/** So long is passed over what comes of a request that was answered. */
export const REST_MS = 10_000;

/**
 * Listens, and has each request answered. Nobody holds a connection without using it: what is bounded is in the
 * options; what is no HTTP/1.1 as RFC 9112 has it is refused before the handler hears of it. Rejects with what
 * the system says where it cannot listen. `toHandler` is given the port in use.
 */
export async function openHttpServer(
  options: HttpServerOptions,
  toHandler: (port: number) => HttpHandler,
): Promise<HttpServer> {
  const { headMs = HEAD_MS, requestMs = REQUEST_MS, idleMs = IDLE_MS } = options;
  const server = createServer({
    headersTimeout: headMs,
    requestTimeout: Math.max(headMs, requestMs),
    keepAliveTimeout: idleMs,
    connectionsCheckingInterval: Math.min(CHECK_MS, headMs),
    maxHeaderSize: HEAD_BYTES_MAX,
  });
  server.maxConnections = options.connectionsMax ?? CONNECTIONS_MAX;
  server.on("clientError", refuseSocket);
  server.on("connect", (_message: IncomingMessage, socket: Duplex) => socket.destroy());
  const port = await listen(server, options);
  const { sendMs = SEND_MS, restMs = REST_MS } = options;
  const serving = { handle: toHandler(port), port, sendMs, restMs };
  let closing = false;
  // No request is read before this turn of the event loop is over.
  server.on("request", (message: IncomingMessage, response: ServerResponse) => {
    serve(message, response, serving).catch(() => response.destroy())
      .then(() => closing && server.closeIdleConnections());
  });
  const shutdown = () => {
    closing = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    return closed;
  };
  return {
    port,
    shutdown,
    async [Symbol.asyncDispose]() {
      const closed = shutdown();
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, { hostname, port }: HttpServerOptions): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once("error", reject);
  server.listen({ host: hostname, port }, () => {
    server.off("error", reject);
    // A connection that cannot be accepted now is the next one's chance.
    server.on("error", () => {});
    resolve((server.address() as { port: number }).port);
  });
  return promise;
}

interface ServeOptions {
  readonly handle: HttpHandler;
  readonly port: number;
  readonly sendMs: number;
  readonly restMs: number;
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  { handle, port, sendMs, restMs }: ServeOptions,
): Promise<void> {
  const { promise: completed, resolve } = Promise.withResolvers<void>();
  response.once("close", resolve);
  const socket: Socket = message.socket;
  const request = toRequest(message, response, port);
  const served = { remoteAddr: { hostname: socket.remoteAddress ?? "" }, completed };
  const answer = request === null
    ? toProblem(400, "Bad Request", "Cannot read the address of the request, or its one Host")
    : await Promise.try(handle, request, served).catch(toFault);
  await sendResponse(answer, { message, response, sendMs });
  if (!message.complete && !message.destroyed) await passOver(message, restMs);
}

/** Reads on, for nobody, as the next request of the connection comes behind; not for ever. */
async function passOver(message: IncomingMessage, restMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => message.socket.destroy(), restMs);
  message.once("end", resolve).once("close", resolve);
  message.removeAllListeners("data").resume();
  await promise;
  clearTimeout(timer);
}

function toFault(): Response {
  return toProblem(500, "Internal Server Error", "Cannot answer: a fault of the service");
}

function toProblem(status: number, title: string, detail: string): Response {
  const headers = { "content-type": "application/problem+json" };
  return Response.json({ type: "about:blank", title, status, detail }, { status, headers });
}

/** A query of 4,096 characters, each percent-encoded, and the usual headers. */
const HEAD_BYTES_MAX = 64 * 1024;

/** So often is looked for connections whose time is over. */
const CHECK_MS = 5000;
