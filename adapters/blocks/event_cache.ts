import type { LogEvent } from "../../core/event.ts";
import { textLength } from "./text_length.ts";

/**
 * Events that were made of few rows of a block, which takes reading all of its columns. The one that was
 * not asked for longest goes first.
 */
export class EventCache {
  readonly #events = new Map<number, LogEvent>();
  #length = 0;

  /** The event of a row; null where it is not kept. */
  find(id: number, row: number): LogEvent | null {
    const key = toKey(id, row);
    const event = this.#events.get(key);
    if (event === undefined) return null;
    this.#events.delete(key);
    this.#events.set(key, event);
    return event;
  }

  /** Keeps an event that is as `toOwnEvent` makes it. */
  add(id: number, row: number, event: LogEvent): void {
    this.#events.set(toKey(id, row), event);
    this.#length += lengthOf(event);
    for (const [key, old] of this.#events) {
      if (this.#length <= LENGTH_MAX) return;
      this.#length -= lengthOf(old);
      this.#events.delete(key);
    }
  }
}

function toKey(id: number, row: number): number {
  return id * ROWS_MAX + row;
}

function lengthOf(event: LogEvent): number {
  return EVENT_LENGTH + textLength(event);
}

const ROWS_MAX = 2 ** 20;
const LENGTH_MAX = 512 * 1024;
/** What an event takes beside its text. */
const EVENT_LENGTH = 200;
