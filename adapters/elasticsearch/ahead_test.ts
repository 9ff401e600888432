import assert from "node:assert/strict";
import fc from "fast-check";
import { ConflictError, UnavailableError } from "../../core/errors.ts";
import type { LogEvent } from "../../core/event.ts";
import { readSince, toEvents } from "../../tests/contract/log_store/case.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { openElasticReader } from "./reader.ts";
import { readState } from "./state.ts";
import { refuseItems, startFaultyServer, toAnswer } from "./testing/faulty_server.ts";
import { makeTestStore } from "./testing/test_store.ts";
import { testOnServer } from "./testing/test_on_server.ts";
import { openElasticWriter } from "./writer.ts";

const BUSY = { status: 429, error: { type: "es_rejected_execution_exception", reason: "full" } };

const at = (offset: number) => ({ epoch: "e", partition: 0, offset });

testOnServer(
  "ElasticWriter carries what is announced while the call before it waits for its answer",
  async () => {
    await using store = makeTestStore();
    const answering = Promise.withResolvers<void>();
    const both = Promise.withResolvers<void>();
    let bulks = 0;
    await using server = startFaultyServer(readStack()!.elasticsearch, async (passing) => {
      if (!passing.path.startsWith("/_bulk")) return passing.forward();
      bulks++;
      if (bulks === 2) await answering.promise;
      if (bulks === 3) both.resolve();
      return passing.forward();
    });
    await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
    await using reader = await openElasticReader(store.options);
    await writer.append(toEvents(0, 5), at(1));
    const appending = writer.append(toEvents(5, 5), at(2));
    const next = toEvents(10, 5);
    writer.ahead(next, at(3));
    await both.promise;
    answering.resolve();
    assert.deepEqual(await appending, counts(5));
    assert.deepEqual((await readSince(reader, "start")).events, toEvents(0, 10), "not yet in");
    assert.deepEqual(await writer.append(next, at(3)), counts(5));
    assert.equal(bulks, 3, "it was sent once");
    assert.deepEqual((await readSince(reader, "start")).events, toEvents(0, 15));
    assert.deepEqual(await writer.positions(), [at(3)]);
  },
);

testOnServer(
  "ElasticWriter stores in the order of calls, whatever fails of what went ahead",
  async () => {
    await fc.assert(
      fc.asyncProperty(PLANS, async (plan) => {
        await using store = makeTestStore();
        let isBusy = false;
        await using server = startFaultyServer(readStack()!.elasticsearch, (passing) => {
          if (passing.path.startsWith("/_bulk")) {
            const lines = passing.body.split("\n");
            const isRefused = (i: number) => REFUSED.test(lines[2 * i + 1]!);
            if (!isBusy) return refuseItems(passing, isRefused, NEVER);
            return refuseItems(passing, (i) => i % 3 !== 1 || isRefused(i), BUSY);
          }
          const isAway = isBusy && passing.method !== "GET";
          return isAway ? toAnswer({ error: BUSY.error }, 503) : passing.forward();
        });
        await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
        let waiting: Piece[] = [];
        let unkept: Piece[] = [];
        let made = 0;
        let duplicates = 0;
        for (const { size, fails, asks, ahead, more } of plan) {
          if (asks) {
            await writer.positions();
            waiting = [...unkept.splice(0), ...waiting];
            for (const piece of waiting) piece.isAnnounced = false;
          }
          while (waiting.length <= ahead) {
            waiting.push({ events: toEvents(made, size), isAnnounced: false });
            made += size;
          }
          isBusy = fails;
          const piece = waiting.shift()!;
          const { events } = piece;
          const appending = writer.append(events, at(made), more);
          for (const piece of waiting) {
            if (!piece.isAnnounced) writer.ahead(piece.events, at(made));
            piece.isAnnounced = true;
          }
          // What went ahead before is in.
          const first = await appending.catch((error) => {
            assert(fails && error instanceof UnavailableError, error);
            return null;
          });
          isBusy = false;
          const result = first ?? await writer.append(events, at(made), more);
          duplicates += result.duplicates;
          const refused = events.filter(isRefused);
          assert.deepEqual(result.rejected.map(({ event }) => event), refused);
          assert.equal(result.stored + result.duplicates + refused.length, events.length);
          if (!more && refused.length > 0) await writer.append([], at(made));
          unkept = more ? [...unkept, piece] : [];
        }
        await writer.append([], at(made));
        const stored = made - waiting.flatMap(({ events }) => events).length;
        if (!plan.some(({ asks }) => asks)) assert.equal(duplicates, 0);
        await using reader = await openElasticReader(store.options);
        const { events } = await readSince(reader, "start", 5);
        assert.deepEqual(events, toEvents(0, stored).filter((event) => !isRefused(event)));
        const state = await readState(store.client);
        assert.equal(state.lanes[0]!.arrival, stored, "no numbers are left out");
      }),
      { numRuns: 15 },
    );
  },
);

testOnServer(
  "ElasticWriter sends again what could not go ahead, and counts as new what could",
  async () => {
    await using store = makeTestStore();
    const next = toEvents(5, 9);
    let isBusy = true;
    await using server = startFaultyServer(readStack()!.elasticsearch, (passing) => {
      if (!isBusy || !passing.path.startsWith("/_bulk")) return passing.forward();
      const lines = passing.body.split("\n");
      return refuseItems(passing, (i) => lines[2 * i + 1]!.includes('"event 9"'), BUSY);
    });
    await using writer = await openElasticWriter({ ...store.options, urls: [server.url] });
    await writer.append(toEvents(0, 3), at(1));
    const appending = writer.append(toEvents(3, 2), at(2));
    writer.ahead(next, at(3));
    assert.deepEqual(await appending, counts(2));
    await assert.rejects(writer.append(next, at(3)), UnavailableError);
    isBusy = false;
    assert.deepEqual(await writer.append(next, at(3)), counts(9));
    await using reader = await openElasticReader(store.options);
    assert.deepEqual((await readSince(reader, "start")).events, toEvents(0, 14));
  },
);

testOnServer("ElasticWriter drops what went ahead where another writer goes on", async () => {
  await using store = makeTestStore();
  await using first = await openElasticWriter(store.options);
  await using second = await openElasticWriter(store.options);
  await using reader = await openElasticReader(store.options);
  await first.append(toEvents(0, 5), at(1));
  const lost = toEvents(5, 5);
  first.ahead(lost, at(2));
  assert.deepEqual(await second.positions(), [at(1)]);
  await second.append(toEvents(5, 3), at(2));
  await assert.rejects(first.append(lost, at(2)), ConflictError);
  await second.append(toEvents(8, 7), at(3));
  assert.deepEqual((await readSince(reader, "start")).events, toEvents(0, 15));
  assert.deepEqual(await first.positions(), [at(3)]);
});

/** The server never takes these. */
const REFUSED = /"event \d*4"/;
const NEVER = { status: 400, error: { type: "document_parsing_exception", reason: "no" } };

function isRefused({ message }: LogEvent): boolean {
  return REFUSED.test(JSON.stringify(message));
}

interface Piece {
  readonly events: readonly LogEvent[];
  isAnnounced: boolean;
}

/** What one call does. */
const PLANS = fc.array(
  fc.record({
    /** Events of pieces that are made for it. */
    size: fc.integer({ min: 1, max: 9 }),
    /** At first. */
    fails: fc.boolean(),
    /** For the positions, before it. */
    asks: fc.nat(5).map((n) => n === 0),
    /** Pieces that are announced behind it. */
    ahead: fc.integer({ min: 0, max: 3 }),
    /** Keeps no position. */
    more: fc.boolean(),
  }),
  { minLength: 4, maxLength: 9 },
);

function counts(stored: number) {
  return { stored, duplicates: 0, rejected: [] };
}
