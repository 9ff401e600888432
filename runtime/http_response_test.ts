import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { sendResponse } from "./http_response.ts";

/** Takes a part when it is asked for the next one. */
class SlowClient extends EventEmitter {
  readonly parts: Uint8Array[] = [];

  writeHead(): void {}

  write(part: Uint8Array): boolean {
    this.parts.push(part);
    queueMicrotask(() => this.emit("drain"));
    return false;
  }

  end(): void {
    this.emit("close");
  }
}

Deno.test("an answer in one large piece is sent in small parts, each of which has its time", async () => {
  const body = Uint8Array.from({ length: 300_000 }, (_, i) => i);
  const client = new SlowClient();
  await sendResponse(new Response(body), {
    message: { method: "GET" } as IncomingMessage,
    response: client as unknown as ServerResponse,
    sendMs: 60_000,
  });
  assert.deepEqual(client.parts.map(({ length }) => length <= 65_536), Array(5).fill(true));
  assert.deepEqual(Uint8Array.from(client.parts.flatMap((part) => [...part])), body);
});
