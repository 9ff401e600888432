import type { Duplex } from "node:stream";

/** Refuses what is no request, or does not arrive, as problem+json, and ends the connection. */
export function refuseSocket(
  error: Error & { readonly code?: string; readonly bytesParsed?: number },
  socket: Duplex & { readonly bytesRead?: number; readonly bytesWritten?: number },
): void {
  // Whoever is gone, has said nothing, or has part of an answer, would not understand it.
  const isSilent = socket.bytesRead === 0 || !socket.writable || error.code === "ECONNRESET";
  if (isSilent || isAnswering(socket)) return void socket.destroy();
  const [status, title, detail] = REFUSALS[error.code ?? ""] ?? BAD_REQUEST;
  const body = JSON.stringify({ type: "about:blank", title, status, detail });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${body.length}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  );
  // What is sent yet is passed over for a moment: else the system would take the answer back.
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.on("close", () => clearTimeout(timer));
  socket.resume();
}

/** Node keeps the answer under way there, and looks itself. */
function isAnswering(socket: Duplex): boolean {
  const { _httpMessage: answer } = socket as { _httpMessage?: { headersSent?: boolean } | null };
  return answer?.headersSent === true;
}

type Refusal = readonly [status: number, title: string, detail: string];

const BAD_REQUEST: Refusal = [400, "Bad Request", "Cannot read the request: it is no HTTP/1.1"];

const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    "Request Header Fields Too Large",
    "Cannot read the request: its address and headers are over 64 KiB",
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    "Request Timeout",
    "Cannot read the request: it did not arrive in time",
  ],
};

const LINGER_MS = 1000;
