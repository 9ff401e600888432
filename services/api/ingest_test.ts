import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { toOrigin } from "../../core/id.ts";
import { decodeRawBatch, encodeRawBatch } from "../../core/raw_batch_codec.ts";
import { EVENT_BYTES_MAX } from "../../core/raw_batch.ts";
import { createTestApp, makeKeyHeaders, NOW_MS, textsOf } from "./testing.ts";

const NDJSON = { "content-type": "application/x-ndjson" };

Deno.test("ingest takes a JSON array, each item its own text on one line", async () => {
  const { push, published } = createTestApp();
  const answer = await push('[{"n":12345678901234567890},\n{"b":\n "x\\ny"}]');
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { accepted: 2, rejected: [] });
  assert.deepEqual(textsOf(published), ['{"n":12345678901234567890}', '{"b":  "x\\ny"}']);
  const [batch] = published;
  assert.equal(batch!.origin, toOrigin(new Uint8Array(8).fill(1)));
  assert.deepEqual(
    [batch!.format, batch!.service, batch!.hostname, batch!.file, batch!.timeZone],
    ["json", "http", "edge-1", "", "UTC"],
  );
  assert.equal(batch!.shippedMs, NOW_MS);
  assert.deepEqual(decodeRawBatch(encodeRawBatch(batch!)), batch);
});

Deno.test("ingest takes one object, and NDJSON with blank lines and CRLF", async () => {
  const { push, published } = createTestApp();
  assert.deepEqual(await (await push('\n{"a":1}\n')).json(), { accepted: 1, rejected: [] });
  const answer = await push('{"a":2}\r\n\n  {"a":3}', { ...NDJSON });
  assert.deepEqual(await answer.json(), { accepted: 2, rejected: [] });
  assert.deepEqual(textsOf(published), ['{"a":1}', '{"a":2}', '{"a":3}']);
});

Deno.test("ingest rejects what is no object or too long, keeps its index, takes the rest", async () => {
  const { push, published } = createTestApp();
  const long = JSON.stringify({ a: "x".repeat(EVENT_BYTES_MAX) });
  const answer = await push(`[1,{"a":1},null,[],"x",${long},{"b":2}]`);
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), {
    accepted: 2,
    rejected: [
      { index: 0, error: "is a number, not an object" },
      { index: 2, error: "is null, not an object" },
      { index: 3, error: "is an array, not an object" },
      { index: 4, error: "is a string, not an object" },
      { index: 5, error: `is ${long.length} bytes long, over the limit of 262144` },
    ],
  });
  assert.deepEqual([...published[0]!.positions], [1, 6]);
  assert.deepEqual([...published[0]!.ends], [2, 7]);
  const fits = JSON.stringify({ a: "x".repeat(EVENT_BYTES_MAX - 8) });
  assert.equal(fits.length, EVENT_BYTES_MAX);
  assert.equal((await (await push(fits)).json()).accepted, 1);
});

Deno.test("ingest rejects a broken NDJSON line alone, but a broken JSON body as a whole", async () => {
  const { push, published } = createTestApp();
  const lines = await (await push('{"a":1}\n{"a":\n{"a":2}', NDJSON)).json();
  assert.equal(lines.accepted, 2);
  assert.equal(lines.rejected[0].index, 1);
  assert.match(lines.rejected[0].error, /^is not JSON: /);
  const latin = new Uint8Array([123, 34, 97, 34, 58, 34, 0xe4, 34, 125]);
  assert.equal((await (await push(latin, NDJSON)).json()).rejected.length, 1);
  for (const body of ['[{"a":1},{"a":}]', "[{}", "{", "", "[{}] x", "null", ' "[" ', latin]) {
    const answer = await push(body);
    assert.equal(answer.status, 400, String(body));
    assert.match((await answer.json()).detail, /^Cannot read the body: /);
  }
  assert.equal(textsOf(published).length, 2);
});

Deno.test("ingest publishes nothing when there is nothing, or when all was rejected", async () => {
  const { push } = createTestApp({
    bus: { publish: () => Promise.reject(new Error("not asked")) },
  });
  assert.deepEqual(await (await push("[]")).json(), { accepted: 0, rejected: [] });
  assert.deepEqual(await (await push("\n", NDJSON)).json(), { accepted: 0, rejected: [] });
  assert.equal((await (await push("3", NDJSON)).json()).rejected.length, 1);
});

Deno.test("ingest splits a large push into bounded batches that account for every index", async () => {
  const { push, published } = createTestApp();
  const item = { message: "x".repeat(100) };
  const items = Array.from({ length: 40_000 }, (_, i) => i % 1000 === 999 ? i : item);
  const answer = await (await push(JSON.stringify(items))).json();
  assert.equal(answer.accepted, 40_000 - 40);
  assert.ok(published.length > 3);
  let begin = 0;
  for (const batch of published) {
    assert.ok(batch.bytes.length <= 1024 * 1024);
    assert.ok(batch.positions.length <= 16_384);
    assert.equal(batch.begin, begin);
    begin = batch.ends.at(-1)!;
  }
  const positions = published.flatMap((batch) => [...batch.positions]);
  assert.deepEqual(positions, items.flatMap((value, i) => value === i ? [] : [i]));
});

Deno.test("ingest is durable before it answers, and 429 with Retry-After when the bus is full", async () => {
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  let answered = false;
  const slow = createTestApp({
    bus: {
      publish: () => {
        asked.resolve();
        return gate.promise;
      },
    },
  });
  const answer = slow.push("{}").finally(() => answered = true);
  await asked.promise;
  assert.equal(answered, false);
  gate.resolve();
  assert.equal((await answer).status, 200);

  const full = new UnavailableError("Cannot publish: the topic is full", { retryAfterMs: 1500 });
  const { push } = createTestApp({ bus: { publish: () => Promise.reject(full) } });
  const refused = await push("{}");
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("retry-after"), "2");
  assert.equal((await refused.json()).detail, "Cannot publish: the topic is full");
});

Deno.test("ingest refuses with 413 what the bus could never hold", async () => {
  const publish = () => Promise.reject(new RangeError("Cannot publish: too much at once"));
  const refused = await createTestApp({ bus: { publish } }).push("{}");
  assert.equal(refused.status, 413);
  assert.equal((await refused.json()).detail, "Cannot publish: too much at once");
});

Deno.test("ingest under one Idempotency-Key gives the same ids, without one new ids", async () => {
  const { push, published } = createTestApp();
  const body = '[1,{"a":1},{"a":2}]';
  for (const headers of [{ "idempotency-key": "k1" }, { "idempotency-key": "k1" }, {}, {}]) {
    assert.equal((await push(body, headers as Record<string, string>)).status, 200);
  }
  const [first, repeat, third, fourth] = published;
  assert.deepEqual(repeat, first);
  assert.equal(new Set([first, third, fourth].map((batch) => batch!.origin)).size, 3);
  const other = createTestApp();
  await other.push(body, { "idempotency-key": "k1" });
  assert.equal(other.published[0]!.origin, first!.origin);
  await other.push(body, { "idempotency-key": "k2" });
  assert.notEqual(other.published[1]!.origin, first!.origin);
});

Deno.test("ingest keeps the Idempotency-Keys of each API key apart", async () => {
  const test = createTestApp();
  const callers = [
    {},
    await makeKeyHeaders(test, ["ingest"]),
    await makeKeyHeaders(test, ["admin"]),
  ];
  for (const caller of [...callers, ...callers]) {
    await test.push("{}", { ...caller, "idempotency-key": "k1" });
  }
  const origins = test.published.map(({ origin }) => origin);
  assert.equal(new Set(origins).size, 3);
  assert.deepEqual(origins.slice(3), origins.slice(0, 3));
});

Deno.test("ingest refuses a key that came with another body: its events would look like repeats", async () => {
  const { push, published } = createTestApp();
  const key = { "idempotency-key": "k1" };
  assert.equal((await push("[1", key)).status, 400);
  assert.equal((await push('{"a":1}', key)).status, 200);
  const refused = await push('{"a":2}', key);
  assert.equal(refused.status, 422);
  assert.match((await refused.json()).detail, /"k1" came with another body/);
  assert.equal(published.length, 1);
  assert.equal((await push("{}", { "idempotency-key": "k".repeat(257) })).status, 400);
  assert.equal((await push("{}", { "idempotency-key": "" })).status, 400);
});

Deno.test("ingest refuses other types and encodings with 415, unknown parameters with 400", async () => {
  const { push } = createTestApp();
  for (const type of ["", "text/html", "application/jsonx", "text/plain; charset=latin1"]) {
    const answer = await push("{}", { "content-type": type });
    assert.equal(answer.status, 415, type);
    assert.match((await answer.json()).detail, /application\/x-ndjson/);
  }
  assert.equal(
    (await push("{}", { "content-type": "Application/JSON; charset=UTF-8" })).status,
    200,
  );
  assert.equal((await push("{}", { "content-encoding": "br" })).status, 415);
  const unknown = await push("{}", {}, "?servise=a&x=1");
  assert.equal(unknown.status, 400);
  assert.match((await unknown.json()).detail, /"servise" is not a known query parameter; "x" is/);
  assert.equal((await push("{}", {}, "?service=a%0Ab")).status, 400);
  assert.equal((await push("{}", {}, "?format=json")).status, 400);
});

Deno.test("ingest takes the service from the query", async () => {
  const { push, published } = createTestApp();
  await push("{}", {}, "?service=payment-service");
  assert.equal(published[0]!.service, "payment-service");
});

Deno.test("ingest refuses too many events with 413 and publishes none of them", async () => {
  const { push, published } = createTestApp();
  const answer = await push("{}\n".repeat(100_001), NDJSON);
  assert.equal(answer.status, 413);
  assert.match((await answer.json()).detail, /over 100000 items/);
  assert.equal(published.length, 0);
});

const TEXT = { "content-type": "text/plain; charset=utf-8" };

Deno.test("ingest takes text lines, their format found out, continuations joined", async () => {
  const { push, published } = createTestApp();
  const trace = "2025-10-23 14:32:15 ERROR [a] failed\n\tat x.y(Z.java:1)\r\n\n";
  const answer = await push(`${trace}2025-10-23 14:32:16 INFO [a] again`, TEXT);
  assert.deepEqual(await answer.json(), { accepted: 2, rejected: [] });
  assert.deepEqual(textsOf(published), [
    "2025-10-23 14:32:15 ERROR [a] failed\n\tat x.y(Z.java:1)",
    "2025-10-23 14:32:16 INFO [a] again",
  ]);
  const [batch] = published;
  assert.deepEqual([batch!.format, batch!.begin], ["text", 0]);
  assert.deepEqual([...batch!.positions], [0, 1]);
  assert.deepEqual([...batch!.ends], [1, 2]);
  assert.deepEqual(decodeRawBatch(encodeRawBatch(batch!)), batch);
});

Deno.test("ingest takes text in the format that is told", async () => {
  const { push, published } = createTestApp();
  await push("a=1 b=2", TEXT, "?format=logfmt");
  await push('{"a":1}\n{"a":2}\n', TEXT);
  assert.deepEqual(published.map(({ format }) => format), ["logfmt", "json"]);
  assert.equal((await push("x", TEXT, "?format=xml")).status, 400);
});

Deno.test("ingest gives the events of a large text contiguous positions over many batches", async () => {
  const { push, published } = createTestApp();
  const lines = Array.from({ length: 50_000 }, (_, i) => `2025-10-23 14:32:15 INFO [a] line ${i}`);
  const long = "x".repeat(2 * EVENT_BYTES_MAX);
  const key = { ...TEXT, "idempotency-key": "k" };
  const body = [...lines, long].join("\n");
  const { accepted } = await (await push(body, key)).json();
  assert.equal(accepted, lines.length + 2);
  const once = [...published];
  assert.ok(once.length > 2);
  assert.equal(textsOf(once).join("\n").length, body.length + 1);
  const positions = once.flatMap((batch) => [...batch.positions]);
  assert.deepEqual(positions, Array.from({ length: accepted }, (_, i) => i));
  await push(body, key);
  assert.deepEqual(published.slice(once.length), once);
});

Deno.test("ingest takes text of any bytes, and refuses too many lines with 413", async () => {
  const { push, published } = createTestApp();
  assert.equal((await push(new Uint8Array([0xff, 0, 10, 0xe4]), TEXT)).status, 200);
  assert.deepEqual([...published[0]!.bytes.subarray(0, 2)], [0xff, 0]);
  assert.equal((await push("a\n".repeat(100_001), TEXT)).status, 413);
  assert.equal(published.length, 1);
});

Deno.test("ingest cuts one very long line of text into numbered parts, without its byte order mark", async () => {
  const { push, published } = createTestApp();
  const line = "0123456789abcdef".repeat(200_000);
  const { accepted } = await (await push(`\ufeff${line}`, TEXT)).json();
  assert.equal(accepted, Math.ceil(line.length / EVENT_BYTES_MAX));
  assert.ok(published.length > 1);
  assert.deepEqual(
    published.flatMap(({ parts }) => [...parts!]),
    Array.from({ length: accepted }, (_, i) => i + 1),
  );
  assert.equal(textsOf(published).join(""), line);
});

Deno.test("ingest says of a body that does not arrive in time that it did not", async () => {
  const { push, published } = createTestApp({ options: { deadlineMs: 1 } });
  const slow = () =>
    new ReadableStream({ start: (sender) => sender.enqueue(new Uint8Array([10])) });
  for (const headers of [TEXT, { ...TEXT, "content-encoding": "gzip" }]) {
    const answer = await push(slow(), headers);
    assert.equal(answer.status, 408);
    assert.match(
      (await answer.json()).detail,
      /^Cannot read the body: it did not arrive within 1 ms/,
    );
  }
  assert.equal(published.length, 0);
});

Deno.test("ingest is 503 where a body is whole and cannot be stored in time", async () => {
  const publish = () => new Promise<never>(() => {});
  for (const body of ["x", new Blob(["x"]).stream()]) {
    const { push } = createTestApp({ bus: { publish }, options: { deadlineMs: 100 } });
    const answer = await push(body, TEXT);
    assert.equal(answer.status, 503);
    assert.match((await answer.json()).detail, /^Cannot store the body within 100 ms: try again/);
  }
});
