import assert from "node:assert/strict";
import fc from "fast-check";
import { UnavailableError } from "../../core/errors.ts";
import type { LogEvent } from "../../core/event.ts";
import { denoFileSystem } from "../../runtime/file_system.ts";
import { type Database, openDatabase } from "../../runtime/sqlite.ts";
import { readSince, toEvent } from "../../tests/contract/log_store/case.ts";
import { openBlockReader } from "./reader.ts";
import { openBlockWriter } from "./writer.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

Deno.test("Block store keeps its newest events, and counts the others, while others fill the disk", async () => {
  const seen = { removed: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 20, maxLength: 60 }), async (taken) => {
      const { removed, refused } = await race(taken);
      seen.removed += removed;
      seen.refused += refused;
    }),
    { numRuns: 20 },
  );
  assert(seen.removed > 0 && seen.refused > 0, `${seen.removed} went, ${seen.refused} refusals`);
});

/** Something is done with the store; others get so much of the free room before, and so much at each look at it. */
const steps = fc.record({
  append: fc.option(fc.integer({ min: 1, max: 150 }), { freq: 4 }),
  others: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    fc.record({ share: fc.constantFrom(0, 0.5, 1), greedBytes: fc.constantFrom(0, MIB, 8 * MIB) }),
  ),
});

type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

async function race(taken: readonly Step[]): Promise<{ removed: number; refused: number }> {
  const folder = await Deno.makeTempDir();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const path = `${folder}/logs.db`;
  const disk = new SharedDisk(path);
  const fault = (operation: string) => {
    if (operation === "begin") assertSound(watch);
    disk.refuse(operation);
  };
  const freeBytes = () => disk.freeBytes();
  const sizes = { blockEvents: 64, reserveBytes: MIB, keptBytesMin: FLOOR_EVENTS * 2 * KIB };
  const options = { path, log: () => {}, fault: (_: string) => {}, freeBytes, ...sizes };
  const writer = stack.use(
    await openBlockWriter({ ...options, fault: (operation) => options.fault(operation) }),
  );
  const watch = stack.use(openDatabase({ path, readOnly: true }));
  const reader = stack.use(await openBlockReader({ path, log: assert.fail }));
  options.fault = fault;

  let appended = 0;
  let refused = 0;
  for (const { append, others } of taken) {
    if (others !== null) disk.give(others);
    try {
      if (append === null) {
        await writer.prune({ ingestedBeforeMs: null, happenedBeforeMs: null, bytesMax: null });
      } else appended += (await writer.append(toNoise(appended, append), null)).stored;
    } catch (error) {
      assert(error instanceof UnavailableError, `${error}`);
      refused++; // What it has is sent again: `appended` stays.
    }
    assertSound(watch);
  }
  disk.give({ share: 0, greedBytes: 0 });
  appended += (await writer.append(toNoise(appended, 1), null)).stored;

  const { stored, events, expired } = await reader.status();
  assert.deepEqual([stored, events + expired], [appended, appended]);
  const kept = (await readSince(reader, "start")).events;
  assert.deepEqual(
    kept.map(({ position }) => position),
    Array.from({ length: events }, (_, i) => (expired + i) * 10),
  );
  return { removed: expired, refused };
}

/** A disk of 40 MiB as `freeBytes` shows it; what it has no room for is refused. */
class SharedDisk {
  readonly #paths: string[];
  #othersBytes = 0;
  #greedBytes = 0;

  constructor(path: string) {
    this.#paths = [path, `${path}-wal`, `${path}.reserve`];
  }

  /** Others have this share of what the store leaves, and take so much more whenever somebody looks. */
  give({ share, greedBytes }: { readonly share: number; readonly greedBytes: number }): void {
    this.#othersBytes = share * (DISK_BYTES - this.#ownBytes());
    this.#greedBytes = greedBytes;
  }

  freeBytes(): number {
    const free = this.#countFree();
    this.#othersBytes += Math.min(free, this.#greedBytes);
    return free;
  }

  refuse(operation: string): void {
    const writes = operation === "run" || operation === "commit";
    if (writes && this.#countFree() === 0) throw new Error("database or disk is full");
  }

  #countFree(): number {
    return Math.max(0, DISK_BYTES - this.#othersBytes - this.#ownBytes());
  }

  #ownBytes(): number {
    return this.#paths.reduce((sum, path) => sum + (denoFileSystem.stat(path)?.size ?? 0), 0);
  }
}

/** As others see it between two transactions: what was appended last is there, and all is counted. */
function assertSound(database: Database): void {
  const { stored, expired } = database.statement("SELECT stored, expired FROM meta")
    .get<{ stored: number; expired: number }>()!;
  const { events, end } = database.statement(
    "SELECT total(n) AS events, max(first_arrival + n) AS end FROM " +
      "(SELECT first_arrival, n FROM blocks UNION ALL SELECT first_arrival, n FROM head)",
  ).get<{ events: number; end: number | null }>()!;
  assert.equal(events, stored - expired);
  assert.equal(end ?? 0, stored, "the newest is there");
  assert(events >= Math.min(stored, FLOOR_EVENTS), `${events} of ${stored} events are left`);
}

/** Events that take a little more than a KiB each. */
function toNoise(first: number, count: number): LogEvent[] {
  return Array.from({ length: count }, (_, i) => {
    const message = crypto.getRandomValues(new Uint8Array(KIB)).toBase64();
    return toEvent(first + i, { message });
  });
}

const DISK_BYTES = 40 * MIB;

const FLOOR_EVENTS = 50;
