import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * The request as web standards have it: its signal fires when the client goes away before `response` is sent.
 * Null where its target is no path or address of HTTP, or it names more than one host.
 */
export function toRequest(
  message: IncomingMessage,
  response: ServerResponse,
  port: number,
): Request | null {
  const headers = new Headers();
  const { rawHeaders } = message;
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i]!, rawHeaders[i + 1]!);
  const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === "host");
  const url = toUrl(message.url ?? "", headers, port);
  if (url === null || hosts.length > 1) return null;
  const gone = new AbortController();
  response.once("close", () => response.writableFinished || gone.abort());
  const method = message.method ?? "GET";
  const mayHaveBody = METHODS_WITH_BODY.includes(method) && hasBody(message);
  const request = new Request(url, {
    method: mayHaveBody ? method : "GET",
    headers,
    body: mayHaveBody ? toStream(message) : null,
    signal: gone.signal,
  });
  // Some methods cannot be given to a Request; those who route by the method find them unknown.
  if (request.method !== method) Object.defineProperty(request, "method", { value: method });
  return request;
}

/** An address in full is the host's that it names (RFC 9112 §3.2.2), whatever the header says. */
function toUrl(target: string, headers: Headers, port: number): string | null {
  const base = `http://127.0.0.1:${port}`;
  if (target.startsWith("/")) return URL.canParse(base + target) ? base + target : null;
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return null;
  const { host, pathname, search } = new URL(target);
  headers.set("host", host);
  return base + pathname + search;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return "transfer-encoding" in headers || Number(headers["content-length"] ?? 0) > 0;
}

/** Reads on only when more is asked for. Each piece has a buffer of its own, to be given back. */
function toStream(message: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      message.pause();
      let ended = false;
      message.on("data", (piece: Uint8Array) => {
        message.pause();
        controller.enqueue(Uint8Array.from(piece));
      });
      message.on("end", () => {
        ended = true;
        controller.close();
      });
      message.on("error", () => {});
      message.on("close", () => ended || controller.error(new Error("the client went away")));
    },
    pull: () => void message.resume(),
    cancel: () => void message.removeAllListeners("data").removeAllListeners("end").resume(),
  }, { highWaterMark: 0 });
}

const METHODS_WITH_BODY: readonly string[] = ["POST", "PUT", "PATCH", "DELETE"];
