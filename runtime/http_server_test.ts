import assert from "node:assert/strict";
import { exchange, readAll } from "../tests/e2e/exchange.ts";
import { type HttpHandler, type HttpServerOptions, openHttpServer } from "./http_server.ts";

type Limits = Omit<HttpServerOptions, "hostname" | "port">;

function open(handle: HttpHandler, limits: Limits = {}) {
  return openHttpServer({ hostname: "127.0.0.1", port: 0, ...limits }, () => handle);
}

const echo: HttpHandler = async (request, { remoteAddr }) => {
  const { method, url } = request;
  const { pathname, search } = new URL(url);
  const host = request.headers.get("host");
  const body = await request.text();
  return Response.json({ method, target: pathname + search, host, body, from: remoteAddr });
};

const CLOSE = "Connection: close\r\n\r\n";

Deno.test("an HTTP server hands on method, target, headers and body, and sends the answer", async () => {
  await using server = await open(echo);
  const url = `http://127.0.0.1:${server.port}`;
  const answer = await fetch(`${url}/a?b=c`, { method: "POST", body: "x".repeat(200_000) });
  assert.deepEqual(await answer.json(), {
    ...{ method: "POST", target: "/a?b=c", host: `127.0.0.1:${server.port}` },
    ...{ body: "x".repeat(200_000), from: { hostname: "127.0.0.1" } },
  });
  const head = await fetch(url, { method: "HEAD" });
  assert.equal(head.headers.get("content-type"), "application/json");
  assert.equal(await head.text(), "");
  const traced = await exchange(server.port, `TRACE / HTTP/1.1\r\nHost: a\r\n${CLOSE}`);
  assert.match(traced, /"method":"TRACE"/);
});

Deno.test("an HTTP server takes an address in full for the host that it names", async () => {
  await using server = await open(echo);
  const evil = `GET http://evil.test:1/x HTTP/1.1\r\nHost: 127.0.0.1\r\n${CLOSE}`;
  assert.match(await exchange(server.port, evil), /"target":"\/x","host":"evil.test:1"/);
  const twice = `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.test\r\n${CLOSE}`;
  assert.match(await exchange(server.port, twice), /^HTTP\/1.1 400 .*or its one Host/s);
  for (const target of ["*", "ftp://a/", "http://"]) {
    const text = `OPTIONS ${target} HTTP/1.1\r\nHost: a\r\n${CLOSE}`;
    assert.match(await exchange(server.port, text), /^HTTP\/1.1 400 /, target);
  }
});

Deno.test("an HTTP server refuses what two readers might read in two ways, and ends the connection", async () => {
  const seen: string[] = [];
  await using server = await open(async (request) => {
    seen.push(new URL(request.url).pathname);
    await request.text().catch(() => {});
    return new Response("fine");
  });
  const shapes = [
    "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
    "Content-Length: 2, 2\r\n\r\n{}",
    "Content-Length: +2\r\n\r\n{}",
    "Content-Length: -1\r\n\r\n{}",
    "Content-Length: 99999999999999999999\r\n\r\n{}",
    "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "Transfer-Encoding : chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "Transfer-Encoding:\x0bchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "X: a\r\n b\r\nContent-Length: 2\r\n\r\n{}",
    "X: a\0b\r\nContent-Length: 2\r\n\r\n{}",
    "X: a\nContent-Length: 2\r\n\r\n{}",
    "Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
  ];
  for (const shape of shapes) {
    const smuggled = `GET /smuggled HTTP/1.1\r\nHost: a\r\n${CLOSE}`;
    const text = `POST / HTTP/1.1\r\nHost: a\r\n${shape}${smuggled}`;
    const answers = await exchange(server.port, text);
    assert.match(answers, /^HTTP\/1.1 400 Bad Request\r\n/, shape);
    assert.equal(answers.split("HTTP/1.1 ").length, 2, shape);
  }
  assert.ok(!seen.includes("/smuggled"));
  assert.match(await exchange(server.port, `GET / HTTP/1.1\r\n${CLOSE}`), /^HTTP\/1.1 400 /);
  assert.match(await exchange(server.port, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), /^HTTP\/1.1 400 /);
});

Deno.test("an HTTP server goes on with a connection whose request was answered unread", async () => {
  await using server = await open(() => new Response("unread"));
  const post = "POST / HTTP/1.1\r\nHost: a\r\n";
  const whole = `${post}Content-Length: 3000000\r\n\r\n${"x".repeat(3e6)}`;
  const chunked = `${post}Transfer-Encoding: chunked\r\n\r\n${"3\r\nabc\r\n".repeat(1e5)}0\r\n\r\n`;
  const last = `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}`;
  const answers = await exchange(server.port, whole + chunked + last);
  assert.equal(answers.split("HTTP/1.1 200 ").length, 4);
});

Deno.test("an HTTP server does not pass over what is left of an answered request for ever", async () => {
  const taken = Promise.withResolvers<void>();
  await using server = await open(async (request) => {
    const reader = request.body!.getReader();
    await reader.read();
    reader.cancel();
    taken.resolve();
    return new Response("enough");
  }, { restMs: 20 });
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const text = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc";
  await connection.write(new TextEncoder().encode(text));
  await taken.promise;
  assert.match(await readAll(connection), /^HTTP\/1.1 200 .*enough/s);
});

Deno.test("an HTTP server refuses a head over 64 KiB, and says so", async () => {
  await using server = await open(echo);
  const start = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (const text of [`GET /${"a".repeat(1e6)}`, `${start}X: ${"a".repeat(1e6)}`]) {
    const answer = await exchange(server.port, text);
    assert.match(answer, /^HTTP\/1.1 431 Request Header Fields Too Large\r\n/);
    assert.match(answer, /application\/problem\+json.*"detail":"Cannot read the request: /s);
  }
});

Deno.test("an HTTP server ends connections that are held without being used", async () => {
  await using server = await open(async (request) => {
    return new Response(await request.text());
  }, { headMs: 20, requestMs: 40, idleMs: 20 });
  const { port } = server;
  const start = "HTTP/1.1\r\nHost: a\r\n";
  assert.equal(await exchange(port, ""), "");
  assert.match(await exchange(port, `GET / ${start}X-Slow:`), /^HTTP\/1.1 408 /);
  const body = `POST / ${start}Content-Length: 10\r\n\r\nabc`;
  assert.match(await exchange(port, body), /^HTTP\/1.1 408 Request Timeout/);
  assert.match(await exchange(port, `GET / ${start}\r\n`), /^HTTP\/1.1 200 /);
});

Deno.test("an HTTP server turns away connections over its bound, until others end", async () => {
  await using server = await open(echo, { connectionsMax: 2 });
  const connect = () => Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const held = [await connect(), await connect()];
  using third = await connect();
  assert.equal(await readAll(third), "");
  for (const connection of held) connection.close();
  // The server hears of the ends in its own time.
  for (let answer = ""; !answer.startsWith("HTTP/1.1 200 ");) {
    answer = await exchange(server.port, `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}`).catch(() => "");
  }
});

Deno.test("an HTTP server tells the handler when the client goes away", async () => {
  const asked = Promise.withResolvers<Parameters<HttpHandler>>();
  await using server = await open((...given) => {
    asked.resolve(given);
    return new Promise<Response>(() => {});
  });
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  const [{ signal }, { completed }] = await asked.promise;
  assert.equal(signal.aborted, false);
  connection.close();
  await completed;
  assert.equal(signal.aborted, true);
});

/** Serves an answer without end, to one client that has asked for it. */
async function openEndless(limits: Limits = {}) {
  const cancelled = Promise.withResolvers<void>();
  const piece = new Uint8Array(65_536);
  const pull = (controller: ReadableStreamDefaultController) => controller.enqueue(piece);
  const cancel = () => cancelled.resolve();
  const server = await open(() => new Response(new ReadableStream({ pull, cancel })), limits);
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  return { server, connection, cancelled: cancelled.promise };
}

Deno.test("an HTTP server cancels an answer whose client goes away", async () => {
  const { server, connection, cancelled } = await openEndless();
  await using _ = server;
  await connection.read(new Uint8Array(1000));
  connection.close();
  await cancelled;
});

Deno.test("an HTTP server cancels an answer of which its client takes nothing", async () => {
  const { server, connection, cancelled } = await openEndless({ sendMs: 20 });
  await using _ = server;
  await cancelled;
  connection.close();
});

Deno.test("an HTTP server breaks an answer off whose body fails", async () => {
  const fail = () => Promise.reject(new Error("a fault"));
  await using server = await open(() => new Response(new ReadableStream({ pull: fail })));
  const text = await exchange(server.port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  assert.ok(!text.endsWith("0\r\n\r\n"), text);
});

Deno.test("an HTTP server that shuts down answers what is under way, and no more", async () => {
  const asked = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<Response>();
  await using server = await open(() => {
    asked.resolve();
    return gate.promise;
  });
  const url = `http://127.0.0.1:${server.port}`;
  const answer = fetch(url);
  await asked.promise;
  const ended = server.shutdown();
  await assert.rejects(exchange(server.port, ""));
  gate.resolve(new Response("late"));
  assert.equal(await (await answer).text(), "late");
  await ended;
});

Deno.test("an HTTP server that cannot listen says why", async () => {
  await using server = await open(echo);
  const again = openHttpServer({ hostname: "127.0.0.1", port: server.port }, () => echo);
  await assert.rejects(again, { code: "EADDRINUSE" });
});
