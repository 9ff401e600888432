import type { LogEvent } from "../../core/event.ts";
import type { Feed, FeedOptions } from "./feed.ts";
import { asItHappened, readPages } from "./read_pages.ts";
import { toBound } from "./to_bound.ts";

/** Gives a rule each of its events: for what no store can count for it. */
export class EventFeed implements Feed {
  events = 0;
  readonly #options: FeedOptions;
  readonly #pages: ReturnType<typeof readPages>;
  #page: readonly LogEvent[] = [];
  #at = 0;
  #readToMs: number;

  /** Has loaded nothing yet. */
  constructor(options: FeedOptions) {
    const { rule, fromMs, toMs, store, signal } = options;
    this.#options = options;
    this.#readToMs = fromMs;
    this.#pages = readPages(store, { query: rule.query, fromMs, toMs }, signal);
  }

  get dueMs(): number {
    const { rule: { intervalMs }, toMs } = this.#options;
    const next = this.#page[this.#at];
    if (next !== undefined) return (Math.floor(next.timestampMs / intervalMs) + 1) * intervalMs;
    return this.#readToMs < toMs ? toBound(this.#options, this.#readToMs) : Infinity;
  }

  needs(toMs: number): boolean {
    return this.#readToMs < toBound(this.#options, toMs);
  }

  async load(toMs: number): Promise<void> {
    const boundMs = toBound(this.#options, toMs);
    while (this.#readToMs < boundMs) {
      this.give(toMs);
      const { value } = await this.#pages.next();
      if (value === undefined) break;
      this.#page = value.events;
      this.#at = 0;
      this.#readToMs = value.readToMs;
    }
  }

  give(toMs: number): void {
    const boundMs = toBound(this.#options, toMs);
    for (; this.#at < this.#page.length; this.#at++) {
      const event = this.#page[this.#at]!;
      if (event.timestampMs >= boundMs) return;
      this.#options.run.add(asItHappened(event));
      this.events++;
    }
  }
}
