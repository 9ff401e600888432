import assert from "node:assert/strict";
import { LeaseLostError, UnavailableError } from "../core/errors.ts";
import type { Lease, Leases } from "../ports/leases.ts";
import { settle, VirtualClock } from "../tests/virtual_clock.ts";
import { type Held, holdLease } from "./hold_lease.ts";

const TTL_MS = 900;

Deno.test("holdLease runs the work while it has the lease, renews every third, and releases", async () => {
  const world = new World();
  const holding = world.hold();
  await world.clock.pass(1000);
  assert.deepEqual(world.calls, ["acquire 0", "renew 300", "renew 600", "renew 900"]);
  assert.equal(world.held?.token, 1);
  world.finish("result");
  assert.equal(await holding, "result");
  assert.deepEqual(world.calls.at(-1), "release 1000");
  await world.clock.pass(1000);
  assert.equal(world.calls.length, 5);
});

Deno.test("holdLease waits while another has the lease, or nobody can tell", async () => {
  const world = new World();
  world.answers = [null, new UnavailableError("down"), null];
  const holding = world.hold();
  await world.clock.pass(899);
  assert.equal(world.held, null);
  await world.clock.pass(1);
  assert.deepEqual(world.calls, ["acquire 0", "acquire 300", "acquire 600", "acquire 900"]);
  assert.deepEqual(world.troubles, ["down"]);
  world.finish("x");
  await holding;
});

Deno.test("holdLease ends its waiting with the signal's reason, and without a lease", async () => {
  const world = new World();
  world.answers = [null, null];
  const holding = world.hold();
  await settle();
  world.stop.abort(new Error("stopped"));
  await assert.rejects(holding, /stopped/);
  assert.deepEqual(world.calls, ["acquire 0"]);
  await assert.rejects(world.hold(), /stopped/);
  assert.deepEqual(world.calls, ["acquire 0"]);
});

Deno.test("holdLease ends the work with the signal's reason, and releases", async () => {
  const world = new World();
  const holding = world.hold();
  await settle();
  world.stop.abort(new Error("stopped"));
  await assert.rejects(holding, /stopped/);
  assert.deepEqual(world.calls, ["acquire 0", "release 0"]);
});

Deno.test("holdLease tells the work at once that the lease is lost", async () => {
  const world = new World();
  world.renewals = [null, new LeaseLostError("another has it")];
  const holding = world.hold();
  await world.clock.pass(599);
  assert.equal(world.held!.signal.aborted, false);
  await world.clock.pass(1);
  assert.equal((world.held!.signal.reason as Error).message, "another has it");
  await assert.rejects(holding, /another has it/);
});

Deno.test("holdLease goes on over an outage that is shorter than the lease", async () => {
  const world = new World();
  world.renewals = [new UnavailableError("down"), new UnavailableError("down"), null];
  const holding = world.hold();
  await world.clock.pass(899);
  world.finish("x");
  assert.equal(await holding, "x");
  assert.deepEqual(world.troubles, ["down", "down"]);
});

Deno.test("holdLease gives the lease up for lost when it ran out, whether renewing fails or hangs", async () => {
  for (const answer of [new UnavailableError("down"), new Promise<void>(() => {})]) {
    const world = new World();
    world.renewals = [null, answer, answer, answer];
    const holding = world.hold();
    await world.clock.pass(1199);
    assert.equal(world.held!.signal.aborted, false);
    await world.clock.pass(1); // Held from 300 on, for 900.
    assert.ok(world.held!.signal.reason instanceof LeaseLostError);
    await assert.rejects(holding, LeaseLostError);
  }
});

Deno.test("holdLease counts the time from before it asked", async () => {
  const world = new World();
  const slow = Promise.withResolvers<void>();
  world.renewals = [slow.promise, new Promise<void>(() => {})];
  const holding = world.hold();
  await world.clock.pass(800);
  slow.resolve(); // Asked at 300: good until 1200.
  await world.clock.pass(399);
  assert.equal(world.held!.signal.aborted, false);
  await world.clock.pass(1);
  await assert.rejects(holding, LeaseLostError);
});

Deno.test("holdLease does not use a lease that came when it had run out", async () => {
  const world = new World();
  const slow = Promise.withResolvers<null>();
  world.answers = [slow.promise.then(() => world.lease)];
  const holding = world.hold();
  await world.clock.pass(TTL_MS);
  slow.resolve(null);
  await settle();
  assert.equal(world.held, null);
  await world.clock.pass(300);
  assert.deepEqual(world.calls, ["acquire 0", "release 900", "acquire 1200"]);
  world.finish("x");
  await holding;
});

Deno.test("holdLease throws what the work throws, and releases, as well as it can", async () => {
  const world = new World();
  world.released = () => Promise.reject(new UnavailableError("down"));
  const holding = world.hold();
  await settle();
  world.fail(new Error("bug"));
  await assert.rejects(holding, /bug/);
  assert.deepEqual(world.calls, ["acquire 0", "release 0"]);
});

type Answer = Lease | null | Error | Promise<Lease | null>;

/** Leases that answer as told, a clock, and work that ends when told. */
class World {
  readonly clock = new VirtualClock();
  readonly stop = new AbortController();
  readonly calls: string[] = [];
  readonly troubles: string[] = [];
  /** What `acquire` gives, one after the other; then a lease. */
  answers: Answer[] = [];
  /** What `renew` gives; then it goes well. */
  renewals: (null | Error | Promise<void>)[] = [];
  released: () => Promise<void> = () => Promise.resolve();
  held: Held | null = null;
  finish: (result: string) => void = () => {};
  fail: (error: Error) => void = () => {};

  readonly lease: Lease = {
    name: "a",
    token: 1,
    renew: async () => {
      this.#note("renew");
      const answer = this.renewals.shift() ?? null;
      if (answer instanceof Error) throw answer;
      await answer;
    },
    release: () => {
      this.#note("release");
      return this.released();
    },
  };

  readonly #leases: Leases = {
    acquire: async () => {
      this.#note("acquire");
      const answer = this.answers.length > 0 ? this.answers.shift()! : this.lease;
      if (answer instanceof Error) throw answer;
      return await answer;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };

  hold(): Promise<string> {
    const options = {
      leases: this.#leases,
      name: "a",
      ttlMs: TTL_MS,
      signal: this.stop.signal,
      onUnavailable: ({ message }: Error) => void this.troubles.push(message),
      wait: this.clock.wait,
      now: () => this.clock.nowMs,
    };
    return holdLease(options, (held) => {
      this.held = held;
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      this.finish = resolve;
      this.fail = reject;
      held.signal.addEventListener("abort", () => reject(held.signal.reason));
      return promise;
    });
  }

  #note(what: string): void {
    this.calls.push(`${what} ${this.clock.nowMs}`);
  }
}
