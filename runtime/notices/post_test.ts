import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import type { AddressInfo, LookupFunction } from "node:net";
import { UnavailableError } from "../../core/errors.ts";
import { AUTHORITY } from "../../adapters/elasticsearch/testing/certificate.ts";
import { freePort } from "../../tests/e2e/pipeline_process.ts";
import { type Post, post, type PostOptions } from "./post.ts";
import { failureOf, NEVER, openReceiver } from "./testing.ts";

const SECRET = "T00000000-B00000000-XXXXXXXXXXXX";

function send(url: string, options: PostOptions & Partial<Post> = {}): Promise<void> {
  const { body = '{"a":"ä"}', headers = {}, ca = null, ...rest } = options;
  return post({ url: `${url}/services/${SECRET}?x=1`, body, headers, ca }, NEVER, rest);
}

Deno.test("post sends a body of JSON once, to the path and with the headers it is given", async () => {
  await using receiver = await openReceiver((response) => response.end("ok"));
  await send(receiver.url, { headers: { "x-own": "1" } });
  const [{ method, path, headers, body }] = receiver.asked as [(typeof receiver.asked)[number]];
  assert.deepEqual([receiver.asked.length, method, path], [1, "POST", `/services/${SECRET}?x=1`]);
  assert.equal(body, '{"a":"ä"}');
  assert.equal(headers["content-length"], "10");
  assert.equal(headers.host, `127.0.0.1:${receiver.port}`);
  assert.equal(headers["x-own"], "1");
});

Deno.test("post tells what may be taken later from what is refused, and never the path", async () => {
  const table = [
    [500, true],
    [503, true],
    [408, true],
    [429, true],
    [400, false],
    [401, false],
    [404, false],
    [410, false],
    [301, false],
    [307, false],
  ] as const;
  for (const [status, isLater] of table) {
    await using receiver = await openReceiver((response) => {
      response.writeHead(status, { "location": "http://127.0.0.1:1/", "retry-after": "7" });
      response.end(`no such hook: /services/${SECRET}\n\x1b[31m`);
    });
    const failure = await failureOf(send(receiver.url));
    assert.equal(failure instanceof UnavailableError, isLater, `${status}`);
    if (failure instanceof UnavailableError) assert.equal(failure.retryAfterMs, 7000);
    assert.match(
      failure.message,
      new RegExp(`Cannot post a notice to "${receiver.url}": .*${status}`),
    );
    assert.match(
      failure.message,
      status < 400 ? /not followed/ : /no such hook: \/\*\*\*\/\*\*\*/,
    );
    assert.ok(!failure.message.includes(SECRET) && !failure.message.includes("\x1b"));
    assert.equal(receiver.asked.length, 1);
  }
});

Deno.test("post believes a Retry-After in seconds or as a date, for an hour at most", async () => {
  const nowMs = Date.UTC(2026, 0, 1);
  const table = [
    [new Date(nowMs + 90_000).toUTCString(), 90_000],
    [new Date(nowMs - 90_000).toUTCString(), 0],
    ["99999999999999999999", 3_600_000],
    ["soon", undefined],
  ] as const;
  for (const [text, expected] of table) {
    await using receiver = await openReceiver((response) => {
      response.writeHead(429, { "retry-after": text }).end();
    });
    const failure = await failureOf(send(receiver.url, { now: () => nowMs }));
    assert.equal((failure as UnavailableError).retryAfterMs, expected, text);
  }
});

Deno.test("post reads only the beginning of a refusal that has no end", async () => {
  await using receiver = await openReceiver((response) => {
    response.writeHead(400);
    const write = () => {
      while (response.write("x".repeat(10_000))) { /* Until the other side is full. */ }
    };
    response.on("drain", write);
    write();
  });
  const failure = await failureOf(send(receiver.url));
  assert.match(failure.message, /status is 400, "x{200}"$/);
});

Deno.test("post gives up a receiver that is silent, slow, gone, or no web server", async () => {
  const table: readonly (readonly [(socket: Socket) => void, RegExp])[] = [
    [() => {}, /no answer within 0\.2 s/],
    [trickle, /no answer within 0\.2 s/],
    [(socket) => socket.destroy(), /closed before the answer|hang up/],
    [(socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"), /./],
  ];
  for (const [onConnection, expected] of table) {
    await using server = await openRawServer(onConnection);
    const failure = await failureOf(send(server.url, { timeoutMs: 200 }));
    assert.ok(failure instanceof UnavailableError, failure.stack);
    assert.match(failure.message, expected);
  }
  const failure = await failureOf(send(`http://127.0.0.1:${freePort()}`));
  assert.ok(failure instanceof UnavailableError);
  assert.match(failure.message, /refused; is it running/);
});

/** One byte at a time, so that something always comes. */
function trickle(socket: Socket): void {
  const bytes = [..."HTTP/1.1 200 OK\r\nx: ", ..."y".repeat(10_000)];
  const timer = setInterval(() => socket.write(bytes.shift() ?? "y"), 20);
  socket.on("close", () => clearInterval(timer));
}

async function openRawServer(onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.resume();
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

Deno.test("post ends with the signal's reason", async () => {
  await using server = await openRawServer(() => controller.abort(reason));
  const controller = new AbortController();
  const reason = new Error("enough");
  const given = { url: server.url, body: "{}", headers: {}, ca: null };
  assert.equal(await failureOf(post(given, controller.signal)), reason);
  assert.equal(await failureOf(post(given, controller.signal)), reason);
});

Deno.test("post refuses link-local and metadata addresses, by literal and by name, before it connects", async () => {
  for (
    const host of ["169.254.169.254", "[::ffff:a9fe:a9fe]", "[fe80::1]", "2852039166", "0.0.0.0"]
  ) {
    const failure = await failureOf(send(`http://${host}:1`, { lookup: answers([]) }));
    assert.ok(!(failure instanceof UnavailableError));
    assert.match(failure.message, /link-local, of a cloud's metadata/);
  }
  const failure = await failureOf(
    send("http://metadata.example.com", { lookup: answers(["169.254.169.254"]) }),
  );
  assert.ok(!(failure instanceof UnavailableError));
  assert.match(
    failure.message,
    /"http:\/\/metadata\.example\.com": its address is 169\.254\.169\.254/,
  );
});

Deno.test("post looks at the address of each connection: a name that changes its answer is refused", async () => {
  await using receiver = await openReceiver((response) => response.end());
  const lookup = answers(["127.0.0.1", "169.254.169.254"]);
  const url = `http://rebinding.example.com:${receiver.port}`;
  await send(url, { lookup });
  assert.match((await failureOf(send(url, { lookup }))).message, /its address is 169\.254/);
  assert.equal(receiver.asked.length, 1);
});

Deno.test("post tries IPv4 where a name's IPv6 address leads nowhere or is refused", async () => {
  for (const first of ["fe80::1", "::1"]) {
    await using receiver = await openReceiver((response) => response.end());
    const lookup = answers([first, "127.0.0.1"]);
    await send(`http://both.example.com:${receiver.port}`, { lookup });
    assert.equal(receiver.asked.length, 1);
  }
});

function answers(addresses: string[]): LookupFunction {
  return (_name, _options, done) => {
    const address = addresses.shift()!;
    queueMicrotask(() => done(null, address, address.includes(":") ? 6 : 4));
  };
}

Deno.test("post says that it may not talk to an address, in place of ending the process", async () => {
  const failure = await failureOf(send("http://198.51.100.1:9")); // Not among what tests may.
  assert.ok(!(failure instanceof UnavailableError));
  assert.match(failure.message, /may not talk to that address/);
});

Deno.test("post trusts a receiver's certificate by the authority it is given alone", async () => {
  await using receiver = await openReceiver((response) => response.end(), { tls: true });
  await send(receiver.url, { ca: AUTHORITY });
  assert.equal(receiver.asked.length, 1);
  const failure = await failureOf(send(receiver.url));
  assert.ok(failure instanceof UnavailableError);
  assert.match(
    failure.message,
    /certificate.*; if its authority is your own, give that as ca_file/i,
  );
  const wrongName = receiver.url.replace("localhost", "127.0.0.1");
  assert.ok(await failureOf(send(wrongName, { ca: AUTHORITY })) instanceof UnavailableError);
  assert.equal(receiver.asked.length, 1);
});
