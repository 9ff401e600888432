import assert from "node:assert/strict";
import fc from "fast-check";
import { createTestLogger } from "./testing.ts";

const AWAY = new TypeError("connection refused");

function messagesOf(events: readonly Record<string, unknown>[]): unknown[] {
  return events.map(({ message }) => message);
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => `event ${from + i}`);
}

/** The answer of the API, or of what stands before it. */
function answer(status: number, headers: Record<string, string> = {}): Response {
  return new Response("", { status, headers });
}

Deno.test("events are sent together: so many, so long, or so many bytes", async () => {
  const test = createTestLogger({ logger: { batchEventsMax: 10, batchBytesMax: 2000 } });
  for (const message of numbers(0, 25)) test.logger.info(message);
  await test.pass(900);
  assert.deepEqual([test.requests.length, test.stored().length], [2, 20]);
  await test.pass(200);
  assert.deepEqual([test.requests.length, test.stored().length], [3, 25]);
  assert.deepEqual(messagesOf(test.stored()), numbers(0, 25));
  for (let i = 0; i < 3; i++) test.logger.info("x".repeat(1000));
  await test.pass(0);
  assert.deepEqual([test.requests.length, test.logger.status().waiting], [5, 1]);
  assert.equal(new Set(test.requests.map(({ key }) => key)).size, 5);
  await test.logger.flush();
  assert.deepEqual(test.logger.status(), { sent: 28, waiting: 0, waitingBytes: 0, dropped: 0 });
});

Deno.test("an event has its time, level, service and fields", async () => {
  const test = createTestLogger({ logger: { service: "shop", fields: { region: "eu", zone: 1 } } });
  test.logger.warn("slow", { zone: 2 });
  await test.pass(5000);
  test.logger.log({ message: "done", service: "other" });
  await test.logger.flush();
  const [first, second] = test.stored();
  const timestamp = "1970-01-01T00:00:00.000Z";
  assert.deepEqual(
    first,
    { timestamp, level: "WARN", service: "shop", message: "slow", region: "eu", zone: 2 },
  );
  assert.deepEqual([second!.timestamp, second!.level, second!.service], [
    "1970-01-01T00:00:05.000Z",
    "INFO",
    "other",
  ]);
});

Deno.test("nothing is lost or doubled while the API is away for a minute, within the bound", async () => {
  const bytesMax = 1_000_000;
  const test = createTestLogger({
    logger: { bytesMax },
    instead: (index, atMs) => {
      if (atMs >= 5000 && atMs < 65_000) return AWAY;
      return index % 3 === 0 ? "lost" : null;
    },
  });
  for (let i = 0; i < 800; i++) {
    assert.ok(test.logger.info(`event ${i}`));
    await test.pass(100);
    assert.ok(test.logger.status().waitingBytes <= bytesMax);
    const has = new Set(messagesOf(test.stored()));
    for (const sent of numbers(0, test.logger.status().sent)) assert.ok(has.has(sent), sent);
  }
  assert.deepEqual((await test.logger.close()).sent, 800);
  assert.deepEqual(messagesOf(test.stored()), numbers(0, 800));
  assert.ok(test.problems.some((told) => told?.includes("connection refused")));
  assert.equal(test.problems.at(-1), null);
});

Deno.test("what finds no room is counted and told; what was taken before it is sent", async () => {
  const test = createTestLogger({
    logger: { bytesMax: 10_000 },
    instead: (_, atMs) => atMs < 60_000 ? AWAY : null,
  });
  const taken = numbers(0, 1000).filter((message) => test.logger.info(message));
  await test.pass(30_000);
  const { waiting, waitingBytes, dropped } = test.logger.status();
  assert.deepEqual([waiting, dropped], [taken.length, 1000 - taken.length]);
  assert.ok(waitingBytes <= 10_000 && taken.length > 50, `${waitingBytes} ${taken.length}`);
  assert.ok(test.drops.every(({ reason, count }) => reason === "full" && count === 1));
  assert.equal(test.drops.length, dropped);
  await test.pass(60_000);
  assert.deepEqual(messagesOf(test.stored()), taken);
  assert.ok(test.logger.info("there is room again"));
  assert.equal((await test.logger.close()).waiting, 0);
});

Deno.test("pauses grow to 10 s, and are as long as the API asks for, up to a minute", async () => {
  const away = createTestLogger({ instead: () => AWAY });
  away.logger.info("x");
  await away.pass(40_000);
  const times = away.requests.map(({ atMs }) => atMs);
  const pauses = times.slice(1).map((ms, i) => ms - times[i]!);
  assert.deepEqual(pauses.slice(0, 7), [250, 500, 1000, 2000, 4000, 8000, 10_000]);
  assert.equal(new Set(away.requests.map(({ key }) => key)).size, 1);
  assert.equal(away.problems.length, 1);
  const closed = away.logger.close(0);
  await away.pass(0);
  await closed;

  for (const [asked, ms] of [["30", 30_000], ["9999", 60_000]] as const) {
    const busy = createTestLogger({
      instead: (index) => index === 0 ? answer(429, { "retry-after": asked }) : null,
    });
    busy.logger.info("x");
    await busy.pass(70_000);
    assert.deepEqual(busy.requests.map(({ atMs }) => atMs), [1000, 1000 + ms]);
    assert.equal(busy.logger.status().sent, 1);
  }
});

Deno.test("what the API does not take is told, and the rest of its batch is sent", async () => {
  const told = Response.json({ accepted: 1, rejected: [{ index: 1, error: "is 5, no object" }] });
  const test = createTestLogger({ instead: (index) => index === 0 ? told : null });
  for (const message of numbers(0, 2)) test.logger.info(message);
  const status = await test.logger.flush();
  assert.deepEqual([status.sent, status.dropped, status.waiting], [1, 1, 0]);
  assert.deepEqual(test.drops, [{ reason: "refused", count: 1, detail: "It is 5, no object" }]);
});

Deno.test("a batch that is too large is halved, until what is too large by itself is left", async () => {
  const sizes: number[] = [];
  const small = createTestLogger({
    logger: {
      async fetch(request) {
        const lines = (await request.text()).trim().split("\n");
        sizes.push(lines.length);
        if (lines.length > 1 || lines[0]!.includes("event 2")) return answer(413);
        return Response.json({ accepted: 1, rejected: [] });
      },
    },
  });
  for (const message of numbers(0, 4)) small.logger.info(message);
  const status = await small.logger.flush();
  assert.deepEqual([status.sent, status.dropped, status.waiting], [3, 1, 0]);
  assert.deepEqual(sizes, [4, 2, 1, 1, 2, 1, 1]);
  assert.deepEqual(small.drops.map(({ reason, count }) => [reason, count]), [["refused", 1]]);
});

Deno.test("a batch that the API may have already is not sent in halves, under other keys", async () => {
  const test = createTestLogger({
    instead: (index) => ["lost" as const, answer(413)][index] ?? null,
  });
  for (const message of numbers(0, 4)) test.logger.info(message);
  await test.pass(5000);
  assert.equal(test.logger.status().dropped, 4);
  assert.equal(test.stored().length, 4);
});

Deno.test("a batch that is refused for what it is, is lost, and told; others are kept until they are taken", async () => {
  for (const status of [400, 415, 422]) {
    const test = createTestLogger({ instead: (index) => index === 0 ? answer(status) : null });
    test.logger.info("x");
    assert.equal((await test.logger.flush()).dropped, 1);
    assert.match(test.drops[0]!.detail, new RegExp(`^Cannot POST ".*": status is ${status}`));
    test.logger.info("y");
    assert.equal((await test.logger.flush()).sent, 1);
  }
  const others = [
    ...[301, 401, 403, 404, 408, 429, 500, 502, 503].map((status) => () => answer(status)),
    () => new Response("<html>Please sign in</html>"),
    () => Response.json({ accepted: 2, rejected: [] }),
    () => Response.json({ accepted: "1", rejected: {} }),
    () => Response.json(null),
    () => new Error("anything"),
  ];
  for (const instead of others) {
    const test = createTestLogger({ instead: (index) => index === 0 ? instead() : null });
    test.logger.info("x");
    await test.pass(2000);
    assert.deepEqual(test.logger.status(), { sent: 1, waiting: 0, waitingBytes: 0, dropped: 0 });
    assert.equal(test.problems.length, 2);
  }
});

Deno.test("flush sends at once, and waits no longer than it is told", async () => {
  const test = createTestLogger({ instead: (_, atMs) => atMs < 10_000 ? AWAY : null });
  test.logger.info("x");
  const flushed = test.logger.flush(3000);
  await test.pass(3000);
  assert.equal((await flushed).waiting, 1);
  await test.pass(20_000);
  assert.equal(test.logger.status().sent, 1);
  test.logger.info("y");
  assert.equal((await test.logger.flush()).sent, 2);
  assert.equal((await test.logger.flush()).sent, 2);
});

Deno.test("close takes nothing more, and tells what it could not send", async () => {
  const test = createTestLogger({ instead: () => AWAY });
  for (const message of numbers(0, 3)) test.logger.info(message);
  const closed = test.logger.close(5000);
  assert.equal(test.logger.info("late"), false);
  await test.pass(5000);
  assert.deepEqual(await closed, { sent: 0, waiting: 0, waitingBytes: 0, dropped: 4 });
  assert.deepEqual(test.drops.map(({ reason, count }) => [reason, count]), [
    ["closed", 1],
    ["closed", 3],
  ]);
});

Deno.test("a worker is kept going until all is sent", async () => {
  const held: Promise<void>[] = [];
  const test = createTestLogger({ logger: { waitUntil: (sent) => void held.push(sent) } });
  for (const message of numbers(0, 3)) test.logger.info(message);
  assert.equal(held.length, 1);
  await test.pass(1000);
  await held[0];
  assert.equal(test.logger.status().sent, 3);
  test.logger.info("more");
  assert.equal(held.length, 2);
  await test.logger.close();
  await held[1];
});

Deno.test("callbacks may log, which is not taken, and throw", async () => {
  const test = createTestLogger({
    instead: (index) => index === 0 ? AWAY : answer(400),
    logger: {
      onDrop(drop) {
        assert.equal(test.logger.error("lost", { drop }), false);
        throw new Error("onDrop");
      },
      onProblem() {
        test.logger.error("away");
        throw new Error("onProblem");
      },
      waitUntil() {
        throw new Error("the answer was sent already");
      },
    },
  });
  test.logger.info("x");
  await test.pass(5000);
  assert.deepEqual(test.logger.status(), { sent: 0, waiting: 0, waitingBytes: 0, dropped: 1 });
});

Deno.test("whatever the network does, each event is sent once, waits, or is told to be lost", async () => {
  const fault = fc.constantFrom(
    "none",
    "none",
    "away",
    "lost",
    "busy",
    "large",
    "refused",
    "alien",
  );
  const act = fc.oneof(
    fc.record({ log: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ pass: fc.integer({ min: 0, max: 15_000 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { maxLength: 20 }), fc.array(act), async (faults, acts) => {
      const test = createTestLogger({
        logger: { bytesMax: 5000, batchEventsMax: 7 },
        instead: (index) => {
          const fault = faults[index] ?? "none";
          if (fault === "away") return AWAY;
          if (fault === "lost") return "lost";
          if (fault === "busy") return answer(503, { "retry-after": "7" });
          if (fault === "large") return answer(413);
          if (fault === "refused") return answer(400);
          return fault === "alien" ? new Response("hi") : null;
        },
      });
      let taken = 0;
      const told = () => test.drops.reduce((sum, { count }) => sum + count, 0);
      for (const act of acts) {
        if ("pass" in act) await test.pass(act.pass);
        else for (let i = 0; i < act.log; i++) test.logger.info(`event ${taken++}`);
        const { sent, waiting, waitingBytes, dropped } = test.logger.status();
        assert.equal(sent + waiting + dropped, taken);
        assert.equal(dropped, told());
        assert.ok(waitingBytes <= 5000);
        assert.ok(test.stored().length >= sent);
      }
      await test.pass(400_000);
      const { sent, waiting, dropped } = test.logger.status();
      assert.deepEqual([sent + dropped, waiting], [taken, 0]);
      const stored = messagesOf(test.stored()) as string[];
      assert.equal(new Set(stored).size, stored.length);
      const order = stored.map((message) => Number(message.slice(6)));
      assert.deepEqual(order, order.toSorted((a, b) => a - b));
      await test.logger.close();
    }),
    { numRuns: 60 },
  );
});
