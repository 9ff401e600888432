import assert from "node:assert/strict";
import fc from "fast-check";
import { ApiError } from "./api_error.ts";
import { createClient } from "./client.ts";
import { createTestClient, problem } from "./testing.ts";

const HTTP = "http://logs.example.com";

function answer(body: string, type = "application/json"): Response {
  return new Response(body, { headers: { "content-type": type } });
}

Deno.test("createClient refuses an address or a key that cannot be used, without telling secrets", () => {
  const faults = [
    [{ url: "nonsense" }, /^Cannot use the API's address: it is no URL such as http/],
    [{ url: "file:///etc/passwd" }, /it is no URL such as http/],
    [{ url: "http://me:SECRET@127.0.0.1/" }, /it has a name or password; give a key instead$/],
    [{ url: "http://127.0.0.1", key: "" }, /^Cannot use the API key: it is empty/],
    [{ url: "http://127.0.0.1", key: "SECRET\n" }, /^Cannot use the API key/],
    [
      { url: HTTP, key: "SECRET" },
      /^Cannot send an API key to "http:\/\/logs.example.com": by plain/,
    ],
  ] as const;
  for (const [options, message] of faults) {
    assert.throws(() => createClient(options), (error) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /SECRET/);
      return true;
    });
  }
});

Deno.test("a key goes along with each call: over TLS, to this machine, and where that is allowed", async () => {
  for (
    const [url, insecure] of [
      ["https://logs.example.com", false],
      ["http://localhost:1", false],
      ["http://[::1]:8000/", false],
      ["http://127.9.9.9", false],
      [HTTP, true],
    ] as const
  ) {
    const sent: Request[] = [];
    const fetch = (request: Request) => {
      sent.push(request);
      return Promise.resolve(answer('{"status":"ok"}'));
    };
    await createClient({ url, key: "lf_a_b", insecure, fetch }).health();
    assert.equal(sent[0]!.headers.get("authorization"), "Bearer lf_a_b");
    assert.equal(sent[0]!.url, new URL("/health", url).href);
  }
});

Deno.test("an API below a path is asked there", async () => {
  const { client, requests } = await createTestClient({
    client: { url: "https://example.com/logs?x#y" },
    instead: () => answer('{"count":1}'),
  });
  await client.count({ q: "a&b" });
  assert.equal(requests[0]!.url, "https://example.com/logs/api/v1/logs/count?q=a%26b");
});

Deno.test("a push is tried again while the API is busy, down or out of reach, under the same key", async () => {
  const down = [
    problem(429, { "retry-after": "7" }),
    new TypeError(
      "error sending request: client error (Connect): Connection refused (os error 111)",
    ),
    problem(503),
    new Response("", { status: 502 }),
  ];
  const { client, requests, waits, published } = await createTestClient({
    instead: (_, index) => down[index] ?? null,
  });
  assert.equal((await client.push([{ message: "a" }])).accepted, 1);
  assert.deepEqual(waits, [7000, 500, 1000, 2000]);
  const keys = requests.map(({ headers }) => headers.get("idempotency-key"));
  assert.deepEqual([keys.length, new Set(keys).size], [5, 1]);
  assert.equal(published.length, 1);
});

Deno.test("a push whose answer was lost is stored once", async () => {
  const lost = createTestClient({ instead: () => null });
  const { app, published } = await lost;
  const { client } = await createTestClient({
    client: {
      fetch: ((tries) => async (request: Request) => {
        const answer = await app.fetch(request);
        if (tries++ === 0) throw new TypeError("connection closed before message completed");
        return answer;
      })(0),
    },
  });
  await client.push([{ message: "a" }]);
  const ids = published.map(({ origin, positions }) => `${origin} ${positions}`);
  assert.deepEqual([ids.length, new Set(ids).size], [2, 1]);
});

Deno.test("a push gives up after its tries, or where it would have to wait too long", async () => {
  const busy = await createTestClient({ instead: () => problem(503), client: { triesMax: 3 } });
  await assert.rejects(busy.client.push("x"), { status: 503, message: "Cannot answer: test 503" });
  assert.deepEqual([busy.requests.length, busy.waits], [3, [250, 500]]);
  const full = await createTestClient({ instead: () => problem(429, { "retry-after": "3600" }) });
  await assert.rejects(full.client.push("x"), { status: 429, retryAfterMs: 3_600_000 });
  assert.deepEqual(full.waits, []);
});

Deno.test("what is no fault for the moment is not tried again", async () => {
  for (const status of [400, 401, 403, 413, 422, 500]) {
    const { client, requests } = await createTestClient({ instead: () => problem(status) });
    await assert.rejects(client.push("x"), { name: "ApiError", status });
    assert.equal(requests.length, 1);
  }
  const { client, requests } = await createTestClient({ instead: () => problem(503) });
  await assert.rejects(client.count(), { status: 503 }); // Nor is what only asks.
  assert.equal(requests.length, 1);
});

Deno.test("errors say what could not be done, and why", async () => {
  const cases = [
    [
      new TypeError("error sending request: tcp connect error: Connection refused (os error 111)"),
      { status: 0, message: 'Cannot GET "http://127.0.0.1:8000/health": Connection refused' },
    ],
    [
      new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:8000") }),
      {
        status: 0,
        message: /"http:\/\/127.0.0.1:8000\/health": connect ECONNREFUSED 127.0.0.1:8000$/,
      },
    ],
    [
      new Response("x", { status: 502, statusText: "Bad Gateway" }),
      { status: 502, message: /^Cannot GET ".*": status is 502 \(Bad Gateway\)$/ },
    ],
    [
      new Response("{", { status: 503, headers: { "content-type": "application/problem+json" } }),
      { status: 503, message: /status is 503$/ },
    ],
    [
      new Response("", { status: 301, headers: { location: "https://x/" } }),
      {
        status: 301,
        message: /it redirects to "https:\/\/x\/"; give the address of the API itself$/,
      },
    ],
    [answer("<html>", "text/html"), { status: 200, message: /it is no JSON; is this the address/ }],
  ] as const;
  for (const [instead, expected] of cases) {
    const { client } = await createTestClient({ instead: () => instead });
    await assert.rejects(client.health(), (error) => {
      assert.ok(error instanceof ApiError);
      assert.equal(error.status, expected.status);
      if (typeof expected.message === "string") assert.equal(error.message, expected.message);
      else assert.match(error.message, expected.message);
      return true;
    });
  }
});

Deno.test("a call ends with its signal's reason: before, while waiting for the answer, between tries", async () => {
  const reason = new Error("enough");
  const aborted = AbortSignal.abort(reason);
  const idle = await createTestClient();
  await assert.rejects(idle.client.count({ signal: aborted }), reason);
  const never = new AbortController();
  const silent = (request: Request) =>
    new Promise<Response>((_, reject) => {
      request.signal.addEventListener("abort", () => reject(request.signal.reason));
      never.abort(reason);
    });
  const { client } = await createTestClient({ client: { fetch: silent } });
  await assert.rejects(client.count({ signal: never.signal }), reason);
  const stop = new AbortController();
  const busy = await createTestClient({
    instead: () => problem(503),
    client: {
      wait: (_, signal) => {
        stop.abort(reason);
        return Promise.reject(signal.reason);
      },
    },
  });
  await assert.rejects(busy.client.push("x", { signal: stop.signal }), reason);
});

Deno.test("an answer that does not come in time is an ApiError without a status", async () => {
  const silent = (request: Request) =>
    new Promise<Response>((_, reject) => {
      request.signal.addEventListener("abort", () => reject(request.signal.reason));
    });
  const { client } = await createTestClient({ client: { fetch: silent, timeoutMs: 5 } });
  await assert.rejects(client.count(), { status: 0, message: /no answer within 5 ms$/ });
  const half = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) });
  const slow = (request: Request) => {
    const { readable, writable } = new TransformStream<Uint8Array>();
    half.pipeTo(writable, { signal: request.signal }).catch(() => {});
    return Promise.resolve(new Response(readable));
  };
  const { client: other } = await createTestClient({ client: { fetch: slow, timeoutMs: 5 } });
  await assert.rejects(other.count(), { status: 0, message: /no answer within 5 ms$/ });
});

Deno.test("no answer of any kind makes a client do anything but answer or throw an Error", async () => {
  const bodies = fc.oneof(fc.string(), fc.json(), fc.constant('{"detail":1}'));
  const types = fc.constantFrom("application/json", "application/problem+json", "text/html");
  await fc.assert(
    fc.asyncProperty(
      bodies,
      types,
      fc.integer({ min: 200, max: 599 }),
      async (text, type, status) => {
        const body = [204, 205, 304].includes(status) ? null : text;
        const instead = () => new Response(body, { status, headers: { "content-type": type } });
        const { client } = await createTestClient({ instead });
        await client.health().catch((error) => assert.ok(error instanceof ApiError, String(error)));
      },
    ),
    { numRuns: 100 },
  );
});
