import type { LogEvent } from "../../core/event.ts";

/** From which sources some events are, and from where to where in each. */
export class Spans {
  readonly #spans = new Map<string, { from: number; to: number }>();

  /** Of these events. */
  constructor(events: Iterable<LogEvent>) {
    let origin = "";
    let span = { from: 0, to: 0 };
    for (const event of events) {
      const { position } = event;
      if (event.origin !== origin) {
        origin = event.origin;
        span = this.#spans.get(origin) ?? { from: position, to: position };
        this.#spans.set(origin, span);
      }
      if (position < span.from) span.from = position;
      else if (position > span.to) span.to = position;
    }
  }

  /** Whether one of these events may be one of the others. */
  overlaps(other: Spans): boolean {
    return this.#spans.entries().some(([origin, { from, to }]) => {
      const span = other.#spans.get(origin);
      return span !== undefined && span.from <= to && from <= span.to;
    });
  }
}
