import assert from "node:assert/strict";
import { LeaseLostError } from "../../core/errors.ts";
import { LEASE_MS_MAX, type Leases } from "../../ports/leases.ts";
import { type Backend, contractTestOf } from "./contract_test_of.ts";

/** Leases for one test: what is opened twice shares them. */
export interface LeasesFixture extends AsyncDisposable {
  /** Opens them once more. */
  open(): Promise<Leases>;
  /** Lets so much time pass for all leases, at once. */
  pass(ms: number): Promise<void>;
  /** As if the server had lost all that it knew; nothing is open then. */
  loseData(): Promise<void>;
}

/** What all leases must do. */
export function testLeases(backend: Backend<LeasesFixture>): void {
  const test = contractTestOf("Leases", backend);
  testHolding(test);
  testLosing(test);
  testTokens(test);
  testBounds(test);
}

type Test = ReturnType<typeof contractTestOf<LeasesFixture>>;

/** Long enough that no test runs into it by itself. */
const TTL_MS = 60_000;

function testHolding(test: Test): void {
  test("give each name to one holder at a time, until it is released", async ({ open }) => {
    await using one = await open();
    await using other = await open();
    const lease = await one.acquire("a", TTL_MS);
    assert.equal(lease?.name, "a");
    assert.equal(await other.acquire("a", TTL_MS), null);
    assert.equal(await one.acquire("a", TTL_MS), null);
    const apart = await other.acquire("b", TTL_MS);
    assert.notEqual(apart, null);
    await lease!.release();
    await lease!.release();
    assert.notEqual(await other.acquire("a", TTL_MS), null);
    assert.equal(await one.acquire("b", TTL_MS), null);
  });

  test("have one winner among many who want one at once", async ({ open }) => {
    await using one = await open();
    await using other = await open();
    for (let round = 0; round < 5; round++) {
      const tries = Array.from({ length: 8 }, (_, i) => (i % 2 ? one : other).acquire("a", TTL_MS));
      const won = (await Promise.all(tries)).filter((lease) => lease !== null);
      assert.equal(won.length, 1);
      await won[0]!.release();
    }
  });

  test("run out after their time, not before, and last longer when renewed", async ({ open, pass }) => {
    await using one = await open();
    await using other = await open();
    const lease = await one.acquire("a", TTL_MS);
    await pass(TTL_MS / 2);
    assert.equal(await other.acquire("a", TTL_MS), null);
    await lease!.renew();
    await pass(TTL_MS * 0.7);
    assert.equal(await other.acquire("a", TTL_MS), null);
    await lease!.renew();
    await pass(TTL_MS);
    assert.notEqual(await other.acquire("a", TTL_MS), null);
  });

  test("keep each its own time", async ({ open, pass }) => {
    await using leases = await open();
    await leases.acquire("short", 1000);
    await leases.acquire("long", LEASE_MS_MAX);
    await pass(1000);
    assert.notEqual(await leases.acquire("short", 1000), null);
    await pass(TTL_MS);
    assert.equal(await leases.acquire("long", 1000), null);
  });

  test("last over the end of whoever opened them", async ({ open }) => {
    {
      await using leases = await open();
      await leases.acquire("a", TTL_MS);
    }
    await using leases = await open();
    assert.equal(await leases.acquire("a", TTL_MS), null);
  });

  test("tell names apart, however odd they are", async ({ open }) => {
    await using leases = await open();
    for (
      const name of ["a", "A", "a ", "😀", "\uffff", "{a}", "*", "'", "__proto__", "x".repeat(512)]
    ) {
      assert.notEqual(await leases.acquire(name, TTL_MS), null);
      assert.equal(await leases.acquire(name, TTL_MS), null);
    }
  });
}

function testLosing(test: Test): void {
  test("are lost once they ran out, whether or not somebody has them now", async ({ open, pass }) => {
    await using one = await open();
    await using other = await open();
    const lease = await one.acquire("a", TTL_MS);
    await pass(TTL_MS);
    await assert.rejects(lease!.renew(), LeaseLostError);
    const later = await other.acquire("a", TTL_MS);
    await assert.rejects(lease!.renew(), LeaseLostError);
    await later!.renew();
    await later!.release();
    await assert.rejects(lease!.renew(), LeaseLostError);
  });

  test("are lost once released", async ({ open }) => {
    await using leases = await open();
    const lease = await leases.acquire("a", TTL_MS);
    await lease!.release();
    await assert.rejects(lease!.renew(), LeaseLostError);
    assert.notEqual(await leases.acquire("a", TTL_MS), null);
  });

  test("are never taken from a later holder, by renewing or releasing", async ({ open, pass }) => {
    await using one = await open();
    await using other = await open();
    const lease = await one.acquire("a", TTL_MS);
    await pass(TTL_MS);
    const later = await other.acquire("a", TTL_MS);
    await lease!.release();
    await assert.rejects(lease!.renew(), LeaseLostError);
    assert.equal(await one.acquire("a", TTL_MS), null);
    await later!.renew();
    await later!.release();
    assert.notEqual(await one.acquire("a", TTL_MS), null);
  });
}

function testTokens(test: Test): void {
  test("have tokens that grow from holder to holder, on all connections", async ({ open, pass }) => {
    await using one = await open();
    await using other = await open();
    const tokens: number[] = [];
    for (let i = 0; i < 10; i++) {
      const lease = await (i % 2 ? one : other).acquire(i % 3 ? "a" : "b", TTL_MS);
      tokens.push(lease!.token);
      if (i % 4 === 0) await pass(TTL_MS);
      else await lease!.release();
    }
    assert.ok(tokens.every(Number.isSafeInteger));
    assert.deepEqual(tokens, [...new Set(tokens)].sort((a, b) => a - b));
  });

  test("have tokens that grow also after everything was lost", async ({ open, pass, loseData }) => {
    let last = 0;
    for (let i = 0; i < 3; i++) {
      {
        await using leases = await open();
        const lease = await leases.acquire("a", TTL_MS);
        assert.ok(lease!.token > last);
        last = lease!.token;
      }
      await loseData();
      await pass(1);
    }
  });
}

function testBounds(test: Test): void {
  test("refuse names and times that are none", async ({ open }) => {
    await using leases = await open();
    for (const name of ["", "a\0", "\ud800", "x".repeat(513)]) {
      await assert.rejects(leases.acquire(name, TTL_MS), RangeError);
    }
    for (const ttlMs of [0, -1, 1.5, NaN, LEASE_MS_MAX + 1, Infinity]) {
      await assert.rejects(leases.acquire("a", ttlMs), RangeError);
    }
    assert.notEqual(await leases.acquire("a", 1000), null);
  });

  test("close twice, and are of no use then", async ({ open }) => {
    const leases = await open();
    const lease = await leases.acquire("a", TTL_MS);
    await leases[Symbol.asyncDispose]();
    await leases[Symbol.asyncDispose]();
    await assert.rejects(leases.acquire("b", TTL_MS), /closed/);
    await assert.rejects(lease!.renew(), /closed/);
  });
}
