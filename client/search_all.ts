import type { SearchAllOptions } from "./options.ts";
import { toFilterQuery } from "./filter_query.ts";
import type { Transport } from "./transport.ts";

/** Events page after page; a page that fails for the moment is asked for again. */
export async function* searchAll<E>(
  transport: Transport,
  { order, limit = Infinity, signal, ...options }: SearchAllOptions,
): AsyncGenerator<E> {
  const filter = toFilterQuery(options);
  let cursor: string | undefined;
  for (let left = limit; left > 0;) {
    const { value: { events, next_cursor } } = await transport.ask("search", {
      query: { ...filter, order, cursor, limit: Math.min(left, PAGE_EVENTS) },
      signal,
      isRepeatable: true,
    });
    yield* events as readonly E[];
    if (next_cursor === null) return;
    left -= events.length;
    cursor = next_cursor;
  }
}

/** So many a page: the fewest requests. */
const PAGE_EVENTS = 1000;
