import assert from "node:assert/strict";
import { eventually } from "../e2e/eventually.ts";
import { readAll } from "../e2e/exchange.ts";
import { type Target, withPipeline } from "./with_pipeline.ts";

/** How long it may take. */
export interface SlowOptions {
  /** Whether also bodies come slowly, which are waited for longer. */
  readonly bodies: boolean;
}

/** Clients hold connections in all ways there are: each is let go in time, and others are answered. */
export async function slowClients({ bodies }: SlowOptions): Promise<void> {
  await withPipeline({ uses: [] }, async (target) => {
    const { port, ask } = target;
    const head = trickle(port, `GET ${LOGS} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Slow: `);
    const body = bodies ? trickle(port, toPost(port, "Content-Length: 10000")) : null;
    const chunks = bodies ? trickle(port, toPost(port, "Transfer-Encoding: chunked")) : null;
    assert.equal((await ask(LOGS)).status, 200);
    await takeLate(port);
    await holdMany(target);
    assert.match(await head, /^HTTP\/1.1 408 /);
    for (const answer of [await body, await chunks]) {
      if (answer !== null) assert.match(answer, LATE_BODY);
    }
  });
}

const LATE_BODY = /^HTTP\/1.1 408 .*"detail":"Cannot read the body: it did not arrive within/s;

const LOGS = "/api/v1/logs";

/** Sends a letter each half second, until the connection is closed; gives what came back. */
async function trickle(port: number, begin: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const send = (text: string) => connection.write(new TextEncoder().encode(text));
  await send(begin);
  const timer = setInterval(
    () => send(begin.includes("chunked") ? "1\r\na\r\n" : "a").catch(() => {}),
    500,
  );
  try {
    return await readAll(connection);
  } finally {
    clearInterval(timer);
  }
}

function toPost(port: number, body: string): string {
  const host = `127.0.0.1:${port}`;
  return `POST ${LOGS} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: text/plain\r\n${body}\r\n\r\n`;
}

/** Asks for much on one connection, and takes nothing before it has asked for all. */
async function takeLate(port: number): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const one = `GET ${LOGS}?limit=1000 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
  const text = `${one}\r\n`.repeat(200) + `${one}Connection: close\r\n\r\n`;
  await connection.write(new TextEncoder().encode(text));
  assert.match(await readAll(connection), /^HTTP\/1.1 200 /);
}

/** Thousands of connections that say nothing: most are turned away, the others end, and then there is room again. */
async function holdMany({ port, ask }: Target): Promise<void> {
  const connections: Deno.Conn[] = [];
  try {
    while (connections.length < CONNECTIONS) {
      connections.push(await Deno.connect({ hostname: "127.0.0.1", port }));
    }
    const ends = connections.map(readAll);
    await eventually("room for others", async () => {
      return (await ask("/health").catch(() => null))?.status === 200 || null;
    }, 60_000);
    assert.deepEqual(new Set(await Promise.all(ends)), new Set([""]));
  } finally {
    for (const connection of connections) connection.close();
  }
}

const CONNECTIONS = 3000;
