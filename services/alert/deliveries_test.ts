import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { makeNotice, NEVER } from "../../runtime/notices/testing.ts";
import { Deliveries } from "./deliveries.ts";

const AWAY = new UnavailableError("Cannot reach it: it is away");
const REFUSED = new Error("Cannot post it: status is 400");

/** Receivers that fail with `failure` while it is no null, and what was said of them. */
function createTest() {
  const said: string[] = [];
  const world = { nowMs: 1_000_000, failure: null as Error | null, said };
  const notifier = {
    send: () => world.failure === null ? Promise.resolve() : Promise.reject(world.failure),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const ports = {
    receivers: new Map(["ops", "duty"].map((name) => [name, { notifier }])),
    now: () => world.nowMs,
    listener: {
      told() {},
      warn: (message: string) => void said.push(`warn ${message}`),
      info: (message: string) => void said.push(`info ${message}`),
    },
  };
  const deliveries = new Deliveries(ports, NEVER);
  /** Tries a notice of each group, `RECEIVER/GROUP`, while those of others wait for their time. */
  const tell = async (groups: readonly string[], tries = 0, waiting: readonly string[] = []) => {
    const outstanding = [...groups, ...waiting].map((group, i) => {
      const notice = makeNotice({}, { id: group, group, receiver: group.split("/")[0]! });
      return {
        notice,
        tries,
        nextMs: world.nowMs + (i < groups.length ? 0 : 1),
        reason: null,
        sinceMs: null,
      };
    });
    deliveries.begin(outstanding, outstanding.map(({ notice }) => notice));
    await deliveries.settle();
    return deliveries.takeDone();
  };
  return { world, deliveries, tell };
}

Deno.test("Deliveries try what is refused after 30 s, and twice as long up to 5 min; what is away after 1 s", async () => {
  const { world, tell } = createTest();
  const table = [
    [REFUSED, true, [30, 60, 120, 240, 300, 300]],
    [AWAY, false, [1, 2, 4, 8, 16, 32]],
    [new UnavailableError("Cannot", { retryAfterMs: 90_000 }), false, [90, 90, 90, 90, 90, 90]],
  ] as const;
  for (const [failure, isRefused, pauses] of table) {
    world.failure = failure;
    for (const [tries, pause] of pauses.entries()) {
      const [done] = await tell(["ops/a"], tries);
      const nextMs = world.nowMs + pause * 1000;
      const expected = { reason: failure.message, atMs: world.nowMs, nextMs };
      assert.deepEqual([done!.failure, done!.isRefused], [expected, isRefused]);
    }
  }
});

Deno.test("Deliveries say once of a receiver that it does not take notices, and once that it does again", async () => {
  const { world, tell } = createTest();
  world.failure = REFUSED;
  await tell(["ops/a", "ops/b", "duty/a"]);
  const failed = [
    'warn Cannot tell receiver "ops": Cannot post it: status is 400; tried again in 30 s',
    'warn Cannot tell receiver "duty": Cannot post it: status is 400; tried again in 30 s',
  ];
  assert.deepEqual(world.said, failed);
  world.nowMs += 30_000;
  await tell(["ops/a", "ops/b", "ops/c", "duty/a"], 1);
  assert.deepEqual(world.said, failed);
  world.nowMs += 210_000;
  world.failure = null;
  await tell(["ops/a", "ops/b", "ops/c", "duty/a"], 2);
  await tell(["ops/a"]);
  assert.deepEqual(world.said.slice(failed.length), [
    'info Receiver "ops" takes notices again, after 5 failed tries in 4 min',
    'info Receiver "duty" takes notices again, after 2 failed tries in 4 min',
  ]);
  world.failure = AWAY;
  await tell(["ops/a"]);
  assert.equal(
    world.said.at(-1),
    'warn Cannot tell receiver "ops": Cannot reach it: it is away; tried again in 1 s',
  );
});

Deno.test("Deliveries say nothing anew of a receiver that refuses one notice of many", async () => {
  const { world, tell } = createTest();
  for (let minute = 0; minute < 20; minute++) {
    world.failure = REFUSED;
    await tell(["ops/a"], minute);
    world.failure = null;
    await tell(["ops/b"], 0, ["ops/a"]);
    world.nowMs += 60_000;
  }
  assert.deepEqual(world.said.length, 1);
  await tell(["ops/b"]);
  assert.equal(
    world.said[1],
    'info Receiver "ops" takes notices again, after 20 failed tries in 20 min',
    "the one that was refused is of no interest any more",
  );
});

Deno.test("Deliveries begin with what waits longest", async () => {
  const { world, deliveries, tell } = createTest();
  const waiting = Array.from({ length: 8 }, (_, i) => ({
    notice: makeNotice({}, { id: `n${i}`, group: `g${i}`, receiver: "ops" }),
    ...{ tries: 0, nextMs: world.nowMs - i, reason: null, sinceMs: null },
  }));
  deliveries.begin(waiting, []);
  await deliveries.settle();
  const ids = deliveries.takeDone().map(({ notice }) => notice.id);
  assert.deepEqual(ids, ["n7", "n6", "n5", "n4"]);
  await tell([]);
});
