import assert from "node:assert/strict";
import { openBlockReader } from "../../adapters/blocks/reader.ts";
import type { LogEvent } from "../../core/event.ts";
import type { LogReader } from "../../ports/log_store.ts";

/**
 * What is read from a store in order of arrival: notes each line and checks the order of each origin.
 * Messages are `line <number> of <file>`, numbered in the order in which they were written.
 */
export class Arrivals {
  readonly #counts = new Map<string, number>();
  readonly #last = new Map<string, { readonly position: number; readonly line: number }>();
  #cursor = "start";

  /** How many events there were. */
  count = 0;

  /** Reads on to the end. Throws where an event is out of order. */
  async readOn(reader: LogReader): Promise<void> {
    for (;;) {
      const { events, cursor } = await reader.since({
        after: this.#cursor,
        limit: 5000,
        waitMs: 0,
      });
      this.#cursor = cursor;
      if (events.length === 0) return;
      events.forEach((event) => this.#add(event));
    }
  }

  /** Throws where one of the lines came never or twice, or another came. */
  assertOnce(lines: Iterable<string>): void {
    const twice = [...this.#counts].filter(([, count]) => count !== 1).map(([line]) => line);
    assert.deepEqual(twice, [], "lines stored more than once");
    const written = new Set(lines);
    const missing = [...written].filter((line) => !this.#counts.has(line));
    assert.deepEqual(missing, [], "lines missing");
    const unknown = [...this.#counts.keys()].filter((line) => !written.has(line));
    assert.deepEqual(unknown, [], "lines that nobody wrote");
  }

  #add({ origin, position, message }: LogEvent): void {
    this.count++;
    this.#counts.set(message, (this.#counts.get(message) ?? 0) + 1);
    const line = Number(/line (\d+)/.exec(message)?.[1]);
    const before = this.#last.get(origin);
    assert.ok(
      before === undefined || (position > before.position && line > before.line),
      `"${message}" at ${position} of ${origin} came after line ${before?.line} at ${before?.position}`,
    );
    this.#last.set(origin, { position, line });
  }
}

/** Whether every line is in the embedded store once, in order within its source. Throws where not. */
export async function checkStore(path: string, lines: Iterable<string>): Promise<void> {
  await using reader = await openBlockReader({ path, log: () => {} });
  await checkReader(reader, lines);
}

/** As {@linkcode checkStore}, of any store. */
export async function checkReader(reader: LogReader, lines: Iterable<string>): Promise<void> {
  const arrivals = new Arrivals();
  await arrivals.readOn(reader);
  arrivals.assertOnce(lines);
}
