import assert from "node:assert/strict";
import type { RawBatch } from "../../core/raw_batch.ts";
import type { Reading, Source } from "../../ports/source.ts";
import { within } from "./bus_fixture.ts";

/** A source under test, and what feeds it. */
export interface SourceFixture extends AsyncDisposable {
  /** Adds bytes to what the source reads. */
  write(text: string): Promise<void>;
  /** Opens the source; a second time after the first was disposed of. */
  open(): Promise<Source>;
  /** Lets go of the open source as a dying process would: nothing more is kept. */
  kill(source: Source): Promise<void>;
}

/** What the kind of source can do. */
export interface SourceTraits {
  /** Why readings can't be repeated after a restart; null = they can. */
  readonly noRepeat: string | null;
}

/** What every source must do. Each test has a fixture of its own. */
export function testSource(
  name: string,
  traits: SourceTraits,
  makeFixture: () => Promise<SourceFixture>,
): void {
  const define = (what: string, run: (fixture: SourceFixture) => Promise<void>, ignore = false) =>
    Deno.test({
      name: `Source (${name}) ${what}`,
      ignore,
      fn: async () => {
        await using fixture = await makeFixture();
        await within(run(fixture));
      },
    });
  testReadings(define);
  const reason = traits.noRepeat === null ? "" : ` (skipped: ${traits.noRepeat})`;
  testRestarts(
    (what, run) => define(`${what}${reason}`, run, traits.noRepeat !== null),
  );
}

type Define = (what: string, run: (fixture: SourceFixture) => Promise<void>) => void;

function testReadings(test: Define): void {
  test("hands out every line, in order, each accounting for its bytes", async (fixture) => {
    await using source = await fixture.open();
    const reader = new SourceReader(source);
    await fixture.write("a\nb\n");
    const first = await reader.lines(2);
    await fixture.write("c\n\nd\n");
    const second = await reader.lines(2);
    assert.deepEqual([...first, ...second], ["a", "b", "c", "d"]);
    let end = 0;
    for (const batch of reader.batches) {
      assert.equal(batch.begin, end);
      end = batch.ends.at(-1)!;
      assert.equal(batch.origin, reader.batches[0]!.origin);
    }
    await reader.stop();
  });

  test("hands out the next reading only after the last one's confirm", async (fixture) => {
    await using source = await fixture.open();
    const reader = new SourceReader(source);
    await fixture.write("a\n");
    const first = await reader.next();
    await fixture.write("b\n");
    let came = false;
    const next = reader.next().then((reading) => {
      came = true;
      return reading;
    });
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve));
    assert.equal(came, false);
    first.confirm();
    assert.deepEqual(textsOf((await next).batches), ["b"]);
    await reader.stop();
  });

  test("ends when the signal fires, with or without a reading to confirm", async (fixture) => {
    await using source = await fixture.open();
    const waiting = new SourceReader(source);
    const nothing = waiting.end();
    await waiting.stop();
    assert.equal(await nothing, true);
    const holding = new SourceReader(source);
    await fixture.write("a\n");
    await holding.next();
    const unconfirmed = holding.end();
    await holding.stop();
    assert.equal(await unconfirmed, true);
    const again = new SourceReader(source);
    assert.deepEqual(await again.lines(1), ["a"]);
    await again.stop();
  });

  test("counts events and blank lines once they are confirmed", async (fixture) => {
    await using source = await fixture.open();
    const reader = new SourceReader(source);
    await fixture.write("a\n\nb\n");
    await reader.lines(2);
    const { events, blank } = source.status();
    assert.deepEqual({ events, blank }, { events: 2, blank: 1 });
    await reader.stop();
  });
}

function testRestarts(test: Define): void {
  test("hands an unconfirmed reading out again after a restart, byte for byte", async (fixture) => {
    await fixture.write("a\nb\n".repeat(1000));
    let unconfirmed: readonly RawBatch[];
    {
      const source = await fixture.open();
      const reader = new SourceReader(source);
      unconfirmed = (await reader.next()).batches;
      await reader.stop();
      await fixture.kill(source);
    }
    await fixture.write("c\n");
    await using source = await fixture.open();
    const reader = new SourceReader(source);
    assert.deepEqual(plain((await reader.next()).batches), plain(unconfirmed));
    await reader.stop();
  });

  test("hands nothing out again that was confirmed before a clean end", async (fixture) => {
    await fixture.write("a\nb\n");
    {
      await using source = await fixture.open();
      const reader = new SourceReader(source);
      assert.deepEqual(await reader.lines(2), ["a", "b"]);
      await reader.stop();
    }
    await fixture.write("c\n");
    await using source = await fixture.open();
    const reader = new SourceReader(source);
    assert.deepEqual(await reader.lines(1), ["c"]);
    assert.equal(source.status().events, 3);
    await reader.stop();
  });
}

/** Reads from a source, until it is told to stop. */
class SourceReader {
  readonly batches: RawBatch[] = [];
  readonly #stop = new AbortController();
  readonly #readings: AsyncIterator<Reading>;

  constructor(source: Source) {
    this.#readings = source.read(this.#stop.signal)[Symbol.asyncIterator]();
  }

  async next(): Promise<Reading> {
    const { done, value } = await this.#readings.next();
    assert.ok(!done, "the source ended");
    const origins = new Set(value.batches.map(({ origin }: RawBatch) => origin));
    assert.equal(origins.size, value.batches.length, "an origin came twice in a reading");
    this.batches.push(...value.batches);
    return value;
  }

  /** Confirms readings until so many lines are there. */
  async lines(count: number): Promise<string[]> {
    const lines: string[] = [];
    while (lines.length < count) {
      const { batches, confirm } = await this.next();
      lines.push(...textsOf(batches));
      confirm();
    }
    return lines;
  }

  async end(): Promise<boolean> {
    return (await this.#readings.next()).done === true;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#readings.return?.();
  }
}

function textsOf(batches: readonly RawBatch[]): string[] {
  return batches.flatMap(({ bytes, slices, positions }) =>
    Array.from(
      positions,
      (_, i) => new TextDecoder().decode(bytes.subarray(slices[2 * i]!, slices[2 * i + 1]!)),
    )
  );
}

/** Without what a typed array is a view of. */
function plain(batches: readonly RawBatch[]): unknown {
  return batches.map((batch) => ({ ...batch, bytes: [...batch.bytes] }));
}
