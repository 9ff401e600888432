import type { IncomingMessage, ServerResponse } from "node:http";

/** Where an answer goes. */
export interface SendOptions {
  /** What is answered. */
  readonly message: IncomingMessage;
  /** Its other side. */
  readonly response: ServerResponse;
  /** A client that takes nothing for so long is gone, milliseconds. */
  readonly sendMs: number;
}

/** Sends an answer; resolves once it is sent, or its client is gone: then the answer's body is cancelled. */
export async function sendResponse(
  { status, headers, body }: Response,
  { message, response, sendMs }: SendOptions,
): Promise<void> {
  if (response.destroyed) return await body?.cancel();
  const closed = new Promise<void>((resolve) => response.once("close", resolve));
  response.writeHead(status, [...headers].flat());
  if (message.method === "HEAD" || body === null) {
    response.end();
    await body?.cancel();
  } else {
    const reader = body.getReader();
    const cancel = () => reader.cancel().catch(() => {});
    response.once("close", cancel);
    try {
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        await write(piece.value, response, sendMs);
      }
      response.end();
    } catch {
      // Whoever made the body failed and has told it, or nobody takes it.
      response.destroy();
    }
  }
  await closed;
}

/** In parts, so that a client that takes a large piece slowly is not taken for one that takes nothing. */
async function write(piece: Uint8Array, response: ServerResponse, sendMs: number): Promise<void> {
  for (let from = 0; from < piece.length; from += PART_BYTES) {
    const isTaken = response.write(piece.subarray(from, from + PART_BYTES));
    if (!isTaken) await drained(response, sendMs);
  }
}

/** Resolves once the client took what waits, or is gone; rejects after `sendMs`. */
function drained(response: ServerResponse, sendMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error("nobody takes the answer")), sendMs);
  response.once("drain", resolve).once("close", resolve);
  return promise.finally(() => {
    clearTimeout(timer);
    response.off("drain", resolve).off("close", resolve);
  });
}

/** A client that takes no more than this in its time is gone. */
const PART_BYTES = 64 * 1024;
